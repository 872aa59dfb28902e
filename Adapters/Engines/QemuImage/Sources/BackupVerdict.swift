import Contracts

extension ImageVerdict {
    /// What `back-up-disk.sh` told: the end of the tool that failed, or what it added.
    static func added(_ result: ProcessResult, _ code: Int, words: String) -> EngineOutcome {
        guard code == 0 else { return .failed(EngineFailure(kind(ofBackup: result.errors, code), words)) }
        let line = EngineText.lastLine(String(decoding: result.output, as: UTF8.self))
        guard line.hasPrefix("added ") else {
            return .unknown("the backup did not say that it added an image: \(words)")
        }
        return result.complains ? .warned(words) : .ok(proof: line)
    }

    /// An error in reading is the export's here, and says nothing of the images that are stored.
    private static func kind(ofBackup errors: String, _ code: Int) -> EngineFailure.Kind {
        if errors.contains("No space left on device") { return .noSpace }
        let gone = ["Failed to connect to", "error while reading", "read failed", "Failed to read"]
        if gone.contains(where: errors.contains) { return .network }
        let incomplete = ["Requested export not available", "it is not at rest", "not every changed piece"]
        return incomplete.contains(where: errors.contains) ? .sourceIncomplete : kind(code, errors)
    }
}
