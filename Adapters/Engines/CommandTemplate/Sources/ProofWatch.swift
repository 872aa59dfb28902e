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
    func plain(_ result: ProcessResult) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: entry.name, errors: result.errors) {
            return .failed(failure)
        }
        let words = EngineText.lastLine(result.errors)
        switch result.outcome {
        case .exited(0):
            let complains = result.errors.contains { !$0.isWhitespace }
            return complains
                ? .unknown("\(entry.name) ended with 0, but said: \(words)") : .ok(proof: "status 0, and no complaint")
        case .exited(126), .exited(127): return .failed(EngineFailure(.toolMissing, words))
        case .exited(let code): return .failed(EngineFailure(kind(words), "\(entry.name) ended with \(code): \(words)"))
        default: return .unknown("\(entry.name) ended in an unknown way")
        }
    }

    /// The texts of the system's own errors, which every tool repeats.
    private func kind(_ words: String) -> EngineFailure.Kind {
        if words.contains("No such file or directory") { return .noRepository }
        if words.contains("Permission denied") { return .permission }
        return words.contains("No space left on device") ? .noSpace : .unknown
    }
}
