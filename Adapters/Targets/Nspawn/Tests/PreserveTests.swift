import Contracts
import Foundation
import Host
import Testing

@testable import NspawnTarget

@Suite("What an earlier machine left is kept as it is")
struct PreserveTests {
    private let path = "\(FileManager.default.temporaryDirectory.path)/groundup-kept-\(UUID().uuidString)"

    private func preserve(run: String = "run-1", host: String = "db1") async throws -> ProcessResult {
        try await SubprocessRunner().run(
            ProcessRequest(
                "sh", ["-c", preserveScript],
                environment: [
                    "GU_HOST": host, "GU_RUN": run, "GU_MACHINES": path, "GU_HOST_NAMESPACE": "gu-none-db1",
                ]))
    }

    private func write(_ text: String, to name: String) throws {
        let place = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }

    private func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")), as: UTF8.self)
    }

    private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    @Test("it is moved aside once, with a list of its files that holds")
    func kept() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write("evidence", to: "db1/upper/etc/it's \\ strange")
        try write("run-0\n", to: "db1/groundup-run")
        let first = try await preserve()
        #expect(first.succeeded && !exists("db1"), "\(first.errors)")
        let manifest = try read("db1.forensic-run-1.manifest")
        #expect(manifest.hasPrefix("host db1\nkept-by-run run-1\nmade-by-run run-0\nbytes "))
        #expect(String(decoding: first.output, as: UTF8.self).contains(", 2 files listed in"))
        let check = try await SubprocessRunner().run(
            ProcessRequest(
                "sh",
                [
                    "-c", "cd \"$1\" && grep -E '^.?[0-9a-f]{64}' \"$1.manifest\" | sha256sum -c --quiet", "sh",
                    "\(path)/db1.forensic-run-1",
                ]))
        #expect(check.succeeded, "\(check.errors)")

        // The machine that the run makes afterwards is none of its business.
        try write("new", to: "db1/upper/data")
        try write("run-1\n", to: "db1/groundup-run")
        #expect(try await preserve().succeeded && exists("db1/upper/data"))
        #expect(try read("db1.forensic-run-1.manifest") == manifest)
    }

    @Test("killed between the move and the list, it makes the list")
    func interrupted() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write("evidence", to: "db1.forensic-run-1/upper/x")
        try write("half", to: "db1.forensic-run-1.manifest.new")
        #expect(try await preserve().succeeded)
        #expect(try read("db1.forensic-run-1.manifest").contains("./upper/x"))
    }

    @Test("nothing there is nothing to keep; a hostile name is refused")
    func nothing() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let result = try await preserve()
        #expect(result.succeeded && String(decoding: result.output, as: UTF8.self).contains("nothing to keep"))
        #expect(try await !preserve(host: "../db1").succeeded)
    }

    @Test("a machine that runs is not moved")
    func running() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try write("evidence", to: "db1/upper/x")
        try write("", to: "db1/running.lock")
        let holder = try await SubprocessRunner().run(
            ProcessRequest(
                "sh", ["-c", "exec flock \"$GU_MACHINES/db1/running.lock\" sh -c \"$SCRIPT\""],
                environment: [
                    "GU_HOST": "db1", "GU_RUN": "run-1", "GU_MACHINES": path, "GU_HOST_NAMESPACE": "gu-none-db1",
                    "SCRIPT": preserveScript,
                ]))
        #expect(!holder.succeeded && holder.errors.contains("still runs") && exists("db1/upper/x"))
    }
}
