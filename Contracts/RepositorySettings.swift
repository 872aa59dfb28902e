<<<<<<< HEAD:Contracts/RepositorySettings.swift
=======
extension EngineOutcome {
    /// Throws whatever keeps this from being good.
    package func requireProof() throws(EngineFailure) {
        switch self {
        case .ok: return
        case .warned(let words), .unknown(let words): throw EngineFailure(.unknown, words)
        case .failed(let failure): throw failure
        }
    }

    /// Nothing deeper is worth a look.
    package var isFailure: Bool {
        switch self {
        case .failed, .unknown: true
        case .ok, .warned: false
        }
    }

    /// A fault that was found before is not forgotten when a deeper look finds none.
    package func joined(with deeper: EngineOutcome) -> EngineOutcome {
        guard case .warned = self, case .ok = deeper else { return deeper }
        return self
    }

    /// The last line of a restore body says what it did.
    package static func restored(_ output: [UInt8]) -> EngineOutcome {
        let line = EngineText.lastLine(String(decoding: output, as: UTF8.self))
        return line.hasPrefix("restored on ") ? .ok(proof: line) : .unknown("the restore did not say that it was done")
    }
}

extension ProcessResult {
    /// It said something on standard error.
    package var complains: Bool { errors.contains { !$0.isWhitespace } }
}

extension EngineFailure {
    /// The kind of an error of the system, whose texts every tool repeats; `unknown` for any other words.
    package static func kind(ofSystemError words: some StringProtocol) -> Kind {
        systemErrors.first { words.contains($0.0) }?.1 ?? .unknown
    }

    /// As in the C library's list of errors, in the locale `C`.
    private static let systemErrors: [(String, Kind)] = [
        ("Input/output error", .corrupt), ("Structure needs cleaning", .corrupt),
        ("Permission denied", .permission), ("Operation not permitted", .permission),
        ("Read-only file system", .permission), ("No space left on device", .noSpace),
        ("Connection refused", .network), ("Connection timed out", .network), ("No route to host", .network),
        ("Could not resolve host", .network), ("Connection reset by peer", .network),
        ("No such file or directory", .noRepository), ("Not a directory", .noRepository),
    ]
}

>>>>>>> h3:Contracts/EngineProof.swift
extension RepositoryEntry {
    /// A setting that is a plain name, such as a host's; `nil` when it is not set.
    package func nameSetting(_ key: String) throws(EngineFailure) -> String? {
        guard let text = settings[key] else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "._-".utf8.contains(byte)
        }
        guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 253 else {
            throw EngineFailure(.unsupported, "expected a plain name as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// A setting that is an absolute path, without a slash at its end; `nil` when it is not set.
    package func pathSetting(_ key: String) throws(EngineFailure) -> String? {
        guard let text = settings[key] else { return nil }
        guard Self.isPath(text) else {
            throw EngineFailure(
                .unsupported,
                "expected an absolute path without . and .. as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text.hasSuffix("/") && text != "/" ? String(text.dropLast()) : text
    }

    /// The value of a setting that has to be there.
    package func required(_ value: String?, _ key: String, _ meaning: String) throws(EngineFailure) -> String {
        guard let value else {
            throw EngineFailure(.unsupported, "expected '\(key)' in the settings of the repository: \(meaning)")
        }
        return value
    }

    /// Refuses settings that nobody reads: a misspelt one would be left out in silence.
    package func allowSettings(_ known: [String]) throws(EngineFailure) {
        if let unknown = settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw EngineFailure(
                .unsupported,
                "the setting '\(unknown)' is not known to \(engine); known are \(known.sorted().joined(separator: ", "))"
            )
        }
    }

    /// The address as an absolute path on the machine where the commands are run.
    package func folderPath() throws(EngineFailure) -> String {
        guard Self.isPath(url), url != "/" else {
            throw EngineFailure(
                .noRepository, "expected the absolute path of a folder without . and .., found '\(url.prefix(80))'")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private static func isPath(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return text.hasPrefix("/") && text.utf8.count <= 4_096
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } && !parts.contains { $0 == "." || $0 == ".." }
            && !parts.dropLast().contains("")
    }
}
