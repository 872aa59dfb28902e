import Contracts
import Documented
import Estate
import Foundation
import Host
import RecoveryPlan

/// Stands for a tool that nobody has run here: a program that prints one prepared answer after the other, and notes what it was given.
///
/// It proves what is asked and how answers are read, and nothing about the tool itself.
final class FakeTool: ProcessRunner {
    struct Answer {
        var output: [UInt8]
        var errors = ""
        var status = 0
    }

    private let folder: URL
    private let runner = SubprocessRunner()

    init(_ answers: [Answer]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fake-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (number, answer) in answers.enumerated() {
            try Data(answer.output).write(to: folder.appending(path: "\(number).out"))
            try Data(answer.errors.utf8).write(to: folder.appending(path: "\(number).err"))
            try Data("\(answer.status)".utf8).write(to: folder.appending(path: "\(number).rc"))
        }
        let program = folder.appending(path: "program")
        try Data(Self.script.utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        var request = request
        request.environment["FAKE_NAME"] = request.program
        request.environment["FAKE"] = folder.path
        request.program = folder.appending(path: "program").path
        return try await runner.run(request)
    }

    func run(_ request: ProcessRequest, output: @escaping @Sendable ([UInt8]) throws -> Void) async throws
        -> ProcessResult
    {
        var result = try await run(request)
        try output(result.output)
        result.output = []
        return result
    }

    /// The words of each call, the program first.
    var calls: [[String]] {
        noted("words").split(separator: "\u{1}").map { $0.split(separator: "\n").map(String.init) }.filter {
            !$0.isEmpty
        }
    }

    func noted(_ what: String) -> String {
        (try? String(contentsOf: folder.appending(path: what), encoding: .utf8)) ?? ""
    }

    private static let script = #"""
        #!/bin/sh
        cd "$FAKE" || exit 99
        number=$(cat number 2>/dev/null || echo 0)
        echo $((number + 1)) >number
        printf '%s\n' "$FAKE_NAME" "$@" >>words
        printf '\001' >>words
        cat >>input
        env >>environment
        cat "$number.err" >&2
        cat "$number.out"
        exit "$(cat "$number.rc")"
        """#
}

enum Fixture {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appending(path: "../Fixtures/\(name)")))
    }

    /// A repository of that tool, as the fixtures mean it.
    static func repository(_ tool: String) -> RepositoryEntry {
        var entry = RepositoryEntry(name: "r", engine: tool, url: "", password: nil)
        switch tool {
        case "kopia": entry.settings = ["config": "/etc/kopia/shop.config"]
        case "velero": entry.settings = ["host": "cluster1", "kubeconfig": "/root/.kube/config"]
        case "proxmox-backup": entry.settings = ["fingerprint": "aa:bb", "namespace": "shop/web"]
        case "bareos": entry.settings = ["config": "/etc/bareos/bconsole.conf"]
        case "wal-g": entry.settings = ["config": "/etc/wal-g.json"]
        case "zfs": entry.settings = ["host": "web01", "source": "/srv/data"]
        default: break
        }
        switch tool {
        case "proxmox-backup": entry.url = "backup@pbs@pbs1:store1"
        case "veeam": entry.url = "https://veeam1:9419"
        case "zfs": entry.url = "tank/data"
        default: entry.url = "s3:shop"
        }
        if ["kopia", "proxmox-backup", "veeam"].contains(tool) { entry.password = "env:TOKEN" }
        return entry
    }

    static func engine(_ tool: String, _ runner: any ProcessRunner) throws -> DocumentedEngine {
        let all = DocumentedEngine.all(runner: runner, secrets: FixedSecret(), sshConfiguration: "/lab/ssh")
        guard let engine = all.first(where: { $0.name == tool }) else {
            throw GroundupError(.state, "there is no engine \(tool)", hint: "")
        }
        return engine
    }
}

struct FixedSecret: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        ResolvedSecret(name: secret.name, value: Array("canary-password\n".utf8))
    }
}
