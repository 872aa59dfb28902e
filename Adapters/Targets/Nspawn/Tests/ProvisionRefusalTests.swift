import Contracts
import Foundation
import Host
import Testing

@testable import NspawnTarget

/// A folder of machines that goes away with it.
private final class Machines: Sendable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/groundup-machines-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(path)/db1/upper", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func provision(host: String = "db1", run: String = "run-1") async throws -> ProcessResult {
        try await SubprocessRunner().run(
            ProcessRequest(
                "sh", ["-c", provisionScript],
                environment: [
                    "GU_HOST": host, "GU_RUN": run, "GU_SSH": "/bin/false", "GU_DEPOT": "/nonexistent",
                    "GU_IMAGES": "\(path)/images", "GU_MACHINES": path, "GU_NAMESPACE": "gu-none",
                    "GU_HOST_NAMESPACE": "gu-none-db1", "GU_BRIDGE": "br0", "GU_FULL_NAME": "db1.example",
                    "GU_ADDRESS": "10.0.0.4", "GU_HARDWARE_ADDRESS": "", "GU_PREFIX_LENGTH": "24", "GU_GATEWAY": "",
                    "GU_NAMESERVERS": "",
                    "GU_SEARCH_DOMAINS": "", "GU_AUTHORIZED_KEY": "\(path)/key",
                    "GU_KNOWN_HOSTS": "\(path)/known_hosts",
                ]))
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }
}

@Suite("Provisioning never touches what another made")
struct ProvisionRefusalTests {
    @Test("a machine with data and no maker stays as it is")
    func foreign() async throws {
        let machines = try Machines()
        try machines.write("precious", to: "db1/upper/data")
        let result = try await machines.provision()
        #expect(result.outcome == .exited(1))
        #expect(result.errors.contains("holds data, made by run: none"))
        #expect(try machines.read("db1/upper/data") == "precious")
        #expect(!FileManager.default.fileExists(atPath: "\(machines.path)/db1/groundup-run"))
    }

    @Test("a machine of another run stays as it is")
    func otherRun() async throws {
        let machines = try Machines()
        try machines.write("precious", to: "db1/upper/data")
        try machines.write("run-0\n", to: "db1/groundup-run")
        let result = try await machines.provision()
        #expect(result.outcome == .exited(1))
        #expect(result.errors.contains("made by run: run-0"))
        #expect(try machines.read("db1/upper/data") == "precious")
        #expect(try machines.read("db1/groundup-run") == "run-0\n")
    }

    @Test(
        "a host name that would be another path is refused", arguments: ["../db1", "db1/x", "", "-x", "a b", "$(id)"])
    func hostileName(name: String) async throws {
        let result = try await Machines().provision(host: name)
        #expect(result.outcome == .exited(1))
        #expect(result.errors.contains("expected a host name"))
    }

    @Test("without a base image it says which step to run")
    func noImage() async throws {
        let result = try await Machines().provision()
        #expect(result.outcome == .exited(1))
        #expect(result.errors.contains("run the image step first"))
    }
}
