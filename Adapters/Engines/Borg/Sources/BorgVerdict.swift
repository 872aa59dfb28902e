import Contracts
import Foundation

/// What an end of Borg means: by the id of its message, which both versions give, then by its status.
enum BorgVerdict {
    static func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        if let failure = EngineFailure(result.outcome, of: "borg", errors: result.errors) { return .failed(failure) }
        guard case .exited(let code) = result.outcome else { return .unknown("borg ended in an unknown way") }
        let messages = BorgMessages(result.errors)
        if code == 0 { return success(messages, operation) }
        if let failure = told(by: messages) { return .failed(failure) }
        if code == 1 || (100...127).contains(code) { return warning(messages, operation, code) }
        return .failed(EngineFailure(statuses[code] ?? .unknown, telling(messages, code)))
    }

    /// What an extraction means that may ask for paths which the archive does not hold: Borg warns of each of those.
    static func extraction(_ result: ProcessResult) -> EngineOutcome {
        let absent = "^Include pattern '.*' never matched\\.$"
        let complaints = BorgMessages(result.errors).complaints
        let isMerelyAbsent =
            [.exited(1), .exited(106)].contains(result.outcome) && !complaints.isEmpty
            && complaints.allSatisfy { $0.message?.range(of: absent, options: .regularExpression) != nil }
        if isMerelyAbsent { return .ok(proof: "status 1, and nothing but paths that are not held") }
        return outcome(of: result, after: .restore)
    }

    private static func success(_ messages: BorgMessages, _ operation: EngineOperation) -> EngineOutcome {
        if let failure = told(by: messages) { return .failed(failure) }
        let said = messages.complaints.compactMap(\.message) + messages.others
        if let line = said.first { return .unknown("borg ended with 0, but said: \(EngineText.shortened(line))") }
        guard case .verify(let depth) = operation, depth < .decoded else {
            return .ok(proof: "status 0, and no complaint")
        }
        // The words that end the last part of a check; the parts before it have words of their own.
        let proof = "Archive consistency check complete, no problems found."
        return messages.all.contains { $0.message == proof }
            ? .ok(proof: proof) : .unknown("borg did not say that the check came to its end")
    }

    /// Status 1 is a warning: a check found faults, a backup lacks something, a restore left something out.
    private static func warning(
        _ messages: BorgMessages, _ operation: EngineOperation, _ code: Int
    ) -> EngineOutcome {
        let words = telling(messages, code)
        switch operation {
        case .verify: return .failed(EngineFailure(.corrupt, words))
        case .backup:
            let isAbsent = messages.complaints.contains {
                $0.msgid == "BackupFileNotFoundError" || $0.message?.contains("[Errno 2]") == true
            }
            return isAbsent ? .failed(EngineFailure(.sourceIncomplete, words)) : .warned(words)
        case .restore: return .failed(EngineFailure(.unknown, words))
        case .list, .manifest, .changes: return .warned(words)
        }
    }

    private static func told(by messages: BorgMessages) -> EngineFailure? {
        for message in messages.all {
            if let id = message.msgid, let kind = kinds[id] { return EngineFailure(kind, message.message ?? id) }
        }
        // An exception that Borg did not foresee: a file of the repository is not there.
        let text = messages.complaints.compactMap(\.message).first {
            $0.contains("FileNotFoundError") && $0.contains("repository.py")
        }
        return text.map { _ in EngineFailure(.corrupt, "a file of the repository is missing") }
    }

    private static func telling(_ messages: BorgMessages, _ code: Int) -> String {
        let said = messages.complaints.compactMap(\.message).first ?? messages.others.last
        return said.map { EngineText.shortened($0) } ?? "borg ended with status \(code) and said nothing"
    }

    // https://borgbackup.readthedocs.io/en/1.4-maint/internals/frontends.html#message-ids
    private static let kinds: [String: EngineFailure.Kind] = [
        "NoPassphraseFailure": .noPassword, "PasscommandFailure": .noPassword,
        "PassphraseWrong": .wrongKey, "PasswordRetriesExceeded": .wrongKey, "KeyfileNotFoundError": .wrongKey,
        "RepoKeyNotFoundError": .wrongKey, "KeyfileMismatchError": .wrongKey, "KeyfileInvalidError": .wrongKey,
        // The repository is not the one that the configuration means.
        "Cache.CacheInitAbortedError": .wrongKey, "Cache.EncryptionMethodMismatch": .wrongKey,
        "Cache.RepositoryAccessAborted": .unsupported, "Cache.RepositoryIDNotUnique": .unsupported,
        "Cache.RepositoryReplay": .corrupt,
        "Repository.DoesNotExist": .noRepository, "Repository.InvalidRepository": .noRepository,
        "Repository.AtticRepository": .unsupported, "MandatoryFeatureUnsupported": .unsupported,
        "UnsupportedManifestError": .unsupported, "UnsupportedPayloadError": .unsupported,
        "LockTimeout": .locked, "LockError": .locked,
        "LockFailed": .permission, "LockErrorT": .permission, "Repository.PathPermissionDenied": .permission,
        "BackupPermissionError": .permission,
        "Archive.DoesNotExist": .noSuchPoint,
        "IntegrityError": .corrupt, "IntegrityErrorBase": .corrupt, "FileIntegrityError": .corrupt,
        "DecompressionError": .corrupt, "Repository.ObjectNotFound": .corrupt, "Repository.CheckNeeded": .corrupt,
        "Repository.InvalidRepositoryConfig": .corrupt, "NoManifestError": .corrupt, "ManifestIntegrityError": .corrupt,
        "ArchiveTAMRequiredError": .corrupt, "TAMRequiredError": .corrupt, "TAMInvalid": .corrupt,
        "Repository.InsufficientFreeSpaceError": .noSpace, "Repository.StorageQuotaExceeded": .noSpace,
        "ConnectionClosed": .network, "ConnectionClosedWithHint": .network, "ConnectionBrokenWithHint": .network,
        "InvalidRPCMethod": .network, "UnexpectedRPCDataFormatFromServer": .network, "PathNotAllowed": .permission,
        "Signal.SIGTERM": .cancelled, "Signal.SIGINT": .cancelled,
    ]

    /// The statuses of `BORG_EXIT_CODES=modern`, for ends without a message.
    private static let statuses: [Int: EngineFailure.Kind] = [
        13: .noRepository, 15: .noRepository, 21: .permission, 31: .noSuchPoint, 50: .noPassword, 51: .noPassword,
        52: .wrongKey, 60: .wrongKey, 62: .unsupported, 70: .permission, 71: .permission, 72: .permission,
        73: .locked, 80: .network, 81: .network, 82: .network, 90: .corrupt, 91: .corrupt, 92: .corrupt, 99: .corrupt,
    ]
}
