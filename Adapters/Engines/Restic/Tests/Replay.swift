import Contracts
import Foundation
import RecoveryPlan
import Synchronization

/// Answers each restic command with a recorded one, and remembers what was asked.
final class Replay: ProcessRunner {
    /// Recording by subcommand: `snapshots`, `list snapshots`, `list locks`, `cat`, `ls`.
    private let recordings: [String: String]
    private let asked = Mutex<[ProcessRequest]>([])

    init(_ recordings: [String: String]) {
        self.recordings = recordings
    }

    var requests: [ProcessRequest] { asked.withLock { $0 } }

    func run(_ request: ProcessRequest) async throws -> ProcessResult {
        asked.withLock { $0.append(request) }
        let known = ["snapshots", "list snapshots", "list locks", "cat", "ls"]
        let words = " " + request.arguments.joined(separator: " ") + " "
        // `list snapshots` holds the word `snapshots` too: the longer one first.
        let command = known.sorted { $0.count > $1.count }.first { words.contains(" \($0) ") } ?? ""
        guard let recording = recordings[command] else {
            return ProcessResult(outcome: .exited(0), output: [], errors: "")
        }
        return try Self.recorded(recording)
    }

    static func recorded(_ name: String) throws -> ProcessResult {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/restic-0.14")
        func text(_ ending: String) throws -> String {
            try String(contentsOf: folder.appending(path: "\(name).\(ending)"), encoding: .utf8)
        }
        let status = Int(try text("rc").trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
        return ProcessResult(outcome: .exited(status), output: Array(try text("out").utf8), errors: try text("err"))
    }
}

/// A secret resolver that knows one variable.
struct OneSecret: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard secret.reference == "env:SHOP_PASSWORD" else {
            throw GroundupError(.configuration, "\(secret.reference) is not set", hint: "")
        }
        return ResolvedSecret(name: secret.name, value: Array("canary-password".utf8))
    }
}
