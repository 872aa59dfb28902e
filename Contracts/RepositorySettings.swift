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
