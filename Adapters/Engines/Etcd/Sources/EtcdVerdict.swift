internal import Contracts
internal import Foundation

/// What ends of etcdctl mean.
enum EtcdVerdict {
    /// `snapshot status -w json`.
    struct Status: Decodable, Sendable {
        let revision: Int64
        let totalKey: Int64
        let totalSize: Int64
    }

    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "etcdctl", errors: result.errors) { return .failed(failure) }
        guard result.outcome == .exited(0) else { return failed(result) }
        switch operation {
        case .restore, .verify(.decoded):
            return says("\"restored snapshot\"", in: result.errors)
        case .backup:
            return says("Snapshot saved at ", in: String(decoding: result.output, as: UTF8.self))
        case .list, .manifest, .changes, .verify:
            // It reads the index of the keys and compares no checksum: of damaged files it says the same.
            return .unknown("etcdctl ended with 0, which it does with a damaged snapshot too")
        }
    }

    private static func says(_ proof: String, in text: String) -> EngineOutcome {
        guard let line = text.split(separator: "\n").last(where: { $0.contains(proof) }) else {
            return .unknown("etcdctl ended with 0, but did not say \(proof)")
        }
        return .ok(proof: EngineText.shortened(line))
    }

    static func failed(_ result: ProcessResult) -> EngineOutcome {
        let last = EngineText.lastLine(result.errors)
        if case .exited(let code) = result.outcome, let kind = statuses[code] {
            return .failed(EngineFailure(kind, last))
        }
        let kind = words.first { last.contains($0.0) }?.1 ?? EngineFailure.kind(ofSystemError: last)
        return .failed(EngineFailure(kind ?? .unknown, last))
    }

    private static let statuses: [Int: EngineFailure.Kind] = [
        66: .noRepository, 126: .toolMissing, 127: .toolMissing, 255: .network,
    ]

    /// Seen with 3.4.
    private static let words: [(String, EngineFailure.Kind)] = [
        ("expected sha256", .corrupt), ("cannot get hash of bucket", .corrupt), ("invalid database", .corrupt),
        ("snapshot missing hash", .corrupt), ("invalid argument", .corrupt), ("bad file descriptor", .corrupt),
        ("in the initial cluster configuration", .unsupported), ("file size too small", .corrupt),
        ("checksum error", .corrupt),
        ("no such file or directory", .noSuchPoint), ("exists", .unsupported), ("connection refused", .network),
        ("context deadline exceeded", .network), ("panic", .corrupt),
    ]

    static func status(_ output: [UInt8]) throws(EngineFailure) -> Status {
        do { return try JSONDecoder().decode(Status.self, from: Data(output)) } catch {
            throw EngineFailure(.corrupt, "the answer of etcdctl snapshot status is not readable: \(error)")
        }
    }
}
