import Contracts
import Synchronization

/// Looks in what a command prints for the proof of success and for faults; holds none of it.
final class ProofWatch: Sendable {
    private let entry: CommandEngineEntry
    private let seen = Mutex<(proof: String?, fault: String?)>((nil, nil))

    init(_ entry: CommandEngineEntry) {
        self.entry = entry
    }

    func read(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        seen.withLock { seen in
            if !entry.proof.isEmpty, text.contains(entry.proof) { seen.proof = EngineText.shortened(text) }
            if seen.fault == nil, entry.faults.contains(where: { text.contains($0) }) {
                seen.fault = EngineText.shortened(text)
            }
        }
    }

    /// The end of `verify`: the proof is what counts.
    func outcome(_ result: ProcessResult) -> EngineOutcome {
        let plain = plain(result)
        guard case .ok = plain else { return plain }
        if let fault = seen.withLock({ $0.fault }) { return .failed(EngineFailure(.corrupt, fault)) }
        guard let proof = seen.withLock({ $0.proof }) else {
            return .failed(EngineFailure(.corrupt, "'\(entry.proof)' was not among what \(entry.name) printed"))
        }
        return .ok(proof: proof)
    }

    /// The end of any other command: status 0, and not a word of complaint.
    func plain(_ result: ProcessResult) -> EngineOutcome { result.scriptOutcome(entry.name) }
}
