import Contracts

/// What an end of restic means.
///
/// Before 0.17 restic ends with status 1 for every error, and its texts are the only way to tell them apart;
/// from then on 10, 11 and 12 say it. A text that is not known is never taken for a good answer.
enum ResticVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "restic", errors: result.errors) { return .failed(failure) }
        guard case .exited(let code) = result.outcome else { return .unknown("restic ended in an unknown way") }
        switch code {
        case 0: return success(result, operation)
        case 3 where operation == .backup: return .warned(ResticText.telling(result.errors))
        case 10: return .failed(EngineFailure(.noRepository, EngineText.lastLine(result.errors)))
        case 11: return .failed(EngineFailure(.locked, EngineText.lastLine(result.errors)))
        case 12: return .failed(EngineFailure(.wrongKey, EngineText.lastLine(result.errors)))
        case 130: return .failed(EngineFailure(.cancelled, EngineText.lastLine(result.errors)))
        default: return .failed(told(by: result.errors, operation))
        }
    }

    /// Status 0 proves nothing: damage, sources that are not there and snapshots that do not exist are told on standard
    /// error only.
    private static func success(_ result: ProcessResult, _ operation: EngineOperation) -> EngineOutcome {
        if let line = ResticText.complaint(in: result.errors) {
            if operation == .backup { return .failed(EngineFailure(.sourceIncomplete, line)) }
            let isAbsent = line.hasPrefix("Ignoring \"") && line.contains("no snapshot matched")
            return .failed(EngineFailure(isAbsent ? .noSuchPoint : .corrupt, line))
        }
        switch operation {
        case .verify:
            let text = String(decoding: result.output.suffix(64 << 10), as: UTF8.self)
            // Newer versions tell it as JSON.
            let proofs = ["no errors were found", "\"num_errors\":0"]
            return proofs.first(where: text.contains).map { .ok(proof: $0) }
                ?? .unknown("restic did not say that no errors were found")
        case .list, .manifest, .changes: return .ok(proof: "status 0, and no complaint")
        case .restore: return .ok(proof: "status 0, and no error was ignored")
        case .backup: return .ok(proof: "status 0, and no source was left out")
        }
    }

    private static func told(by errors: String, _ operation: EngineOperation) -> EngineFailure {
        let line = ResticText.telling(errors)
        let kind = texts.first { entry in entry.texts.contains { errors.contains($0) } }?.kind
        if kind != .network, errors.contains("unable to open config file") {
            return EngineFailure(closed(errors), line)
        }
        // A restore that went on after errors has left files out, or worse, left them with other contents.
        if kind == nil, operation == .restore, errors.contains("ignoring error") {
            return EngineFailure(.corrupt, line)
        }
        return EngineFailure(kind ?? .unknown, kind == nil ? "restic failed: \(line)" : line)
    }

    private static func closed(_ errors: String) -> EngineFailure.Kind {
        if errors.contains("no such file") || errors.contains("does not exist") { return .noRepository }
        return errors.contains("permission denied") ? .permission : .network
    }

    /// The first that is found decides, so what stands for itself comes before what may follow from it.
    private static let texts: [(kind: EngineFailure.Kind, texts: [String])] = [
        (.noPassword, ["Resolving password failed", "an empty password is not a password"]),
        (.wrongKey, ["wrong password or no key found"]),
        (.locked, ["repository is already locked"]),
        (.network, ["subprocess ssh:", "unable to start the sftp session", "cmd.Start", "connection refused"]),
        (.noSpace, ["no space left on device"]),
        (.noSuchPoint, ["no matching ID found", "no snapshot found", "no snapshot matched"]),
        (.sourceIncomplete, ["source file could not be read", "target directories/files do not exist"]),
        (
            .corrupt,
            [
                "is damaged", "ciphertext verification failed", "invalid data returned", "Unmarshal:",
                "invalid character", "config file has zero size", "not found in repository",
                "returned error, retrying", "repository contains errors", "Pack ID does not match",
            ]
        ),
        (.permission, ["permission denied"]),
    ]
}

/// Finds the line that tells most in what restic says.
enum ResticText {
    /// What ssh said, else restic's `Fatal:` line, else the first line.
    static func telling(_ errors: String) -> String {
        let lines = errors.split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
        let own =
            lines.first { $0.hasPrefix("subprocess ssh:") } ?? lines.last { $0.hasPrefix("Fatal:") } ?? lines.first
        return EngineText.shortened(own ?? "it said nothing")
    }

    /// The first line that is no mere remark.
    static func complaint(in errors: String) -> String? {
        complaints(in: errors).first
    }

    static func complaints(in errors: String) -> [String] {
        // What ssh says while the answer is good is a banner.
        let harmless = ["created new cache", "using temporary cache", "subprocess ssh:"]
        return errors.split(separator: "\n")
            .filter { line in line.contains { !$0.isWhitespace } && !harmless.contains { line.contains($0) } }
            .map { EngineText.shortened($0) }
    }
}
