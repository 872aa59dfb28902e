import Contracts
import Estate
import Foundation
import Host
import RecoveryPlan
import Testing

@testable import SSHHostTarget

private func steps(system: String = "debian 12", settings: [String: String] = [:]) throws -> [TargetStep] {
    let profile = HostProfile(
        fullName: "db1.example", operatingSystem: system, architecture: "amd64", machineID: "", virtualization: "kvm")
    return try SSHHostTarget().steps(
        for: .host("db1"), profile: profile, settings: TargetEntry(name: "ssh", kind: "ssh", settings: settings),
        depot: "/depot")
}

/// Runs the body with an ssh that runs the remote command here, in a shell which sees `programs` first.
private func provision(ssh: String) async throws -> ProcessResult {
    let folder = "\(FileManager.default.temporaryDirectory.path)/groundup-ssh-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("#!/bin/sh\n\(ssh)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/ssh"))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/ssh")
    return try await SubprocessRunner().run(
        ProcessRequest(
            "sh", ["-c", provisionScript],
            environment: ["GU_HOST": "db1", "GU_RUN": "run-1", "GU_SSH": "\(folder)/ssh"]))
}

@Suite("Hosts are rebuilt where somebody installed a fresh Debian")
struct SSHHostTargetTests {
    @Test("one step on the controller claims the host")
    func claims() throws {
        let steps = try steps()
        #expect(steps.map(\.action) == ["provision"])
        #expect(steps.first?.parameters == [Parameter(name: "GU_HOST", value: "db1")])
    }

    @Test("another operating system or any setting is refused")
    func refusals() {
        #expect(throws: GroundupError.self) { try steps(system: "rocky 9") }
        #expect(throws: GroundupError.self) { try steps(settings: ["user": "root"]) }
    }

    @Test("a host that refuses the claim fails the step, with its reason")
    func refused() async throws {
        let script = """
            for command in "$@"; do :; done
            [ "$command" != true ] || exit 0
            cat >/dev/null
            echo "expected a fresh host, found one that already serves" >&2
            exit 3
            """
        let result = try await provision(ssh: script)
        #expect(result.outcome == .exited(1))
        #expect(result.errors.contains("already serves") && result.errors.contains("cannot be taken over"))
    }

    @Test("run and name travel as data, in two lines")
    func claimed() async throws {
        let script = """
            for command in "$@"; do :; done
            [ "$command" != true ] || exit 0
            [ "$(cat)" = "$(printf 'run-1\\ndb1')" ]
            """
        #expect(try await provision(ssh: script).succeeded)
    }

    @Test("the script is clean POSIX shell")
    func shell() async throws {
        let result = try await SubprocessRunner().run(
            ProcessRequest("shellcheck", ["--shell=sh", "-"], input: Array("#!/bin/sh\n\(provisionScript)".utf8)))
        #expect(result.succeeded, "\(String(decoding: result.output, as: UTF8.self))")
    }
}
