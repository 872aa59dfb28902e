/// What `settings:` of a repository says, read strictly: what is not known, or could be taken for something else, is refused.
package struct EngineSettings: Hashable, Sendable {
    private let values: [String: String]

    /// Refuses settings that nobody reads: a misspelt one would be left out in silence.
    package init(_ repository: RepositoryEntry, known: [String]) throws(EngineFailure) {
        if let unknown = repository.settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw Self.wrong(
                "the setting '\(unknown.prefix(60))' is not known to \(repository.engine); known are \(known.sorted().joined(separator: ", "))"
            )
        }
        values = repository.settings
    }

    /// A text in one line; `nil` when it is not set, as everywhere here.
    package func line(_ key: String) throws(EngineFailure) -> String? {
        guard let text = values[key] else { return nil }
        guard Self.isLine(text) else {
            throw Self.wrong("expected one line as setting '\(key)', found control characters in '\(text.prefix(60))'")
        }
        return text
    }

    /// A name that is no option and no path, such as a host's.
    package func name(_ key: String) throws(EngineFailure) -> String? {
        guard let text = values[key] else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "._-".utf8.contains(byte)
        }
        guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 253 else {
            throw Self.wrong("expected a plain name as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// An absolute path, without a slash at its end.
    ///
    /// - Parameter mayBeRoot: `/` alone makes sense, too.
    package func path(_ key: String, mayBeRoot: Bool = false) throws(EngineFailure) -> String? {
        guard let text = values[key] else { return nil }
        guard let path = Self.path(text), mayBeRoot || path != "/" else {
            throw Self.wrong(
                "expected an absolute path without . and .. as setting '\(key)', found '\(text.prefix(60))'")
        }
        return path
    }

    /// A path below another one: no slash at either end, no `.` and `..`.
    package func relativePath(_ key: String) throws(EngineFailure) -> String? {
        guard let text = values[key] else { return nil }
        guard !text.isEmpty, Self.isPath("/\(text)") else {
            throw Self.wrong("expected a path below another as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// A name that has to be there.
    package func requiredName(_ key: String, _ meaning: String) throws(EngineFailure) -> String {
        try required(try name(key), key, meaning)
    }

    /// A path that has to be there.
    package func requiredPath(
        _ key: String, _ meaning: String, mayBeRoot: Bool = false
    ) throws(EngineFailure) -> String {
        try required(try path(key, mayBeRoot: mayBeRoot), key, meaning)
    }

    /// - Parameter meaning: what the setting is for, in words.
    package func required(_ value: String?, _ key: String, _ meaning: String) throws(EngineFailure) -> String {
        guard let value, !value.isEmpty else {
            throw Self.wrong("expected '\(key)' in the settings of the repository: \(meaning)")
        }
        return value
    }

    private static func wrong(_ words: String) -> EngineFailure { EngineFailure(.unsupported, words) }
}

extension EngineSettings {
    /// The folder that is the repository, on the machine where the commands are run.
    package static func folder(of repository: RepositoryEntry) throws(EngineFailure) -> String {
        guard let path = path(repository.url), path != "/" else {
            throw EngineFailure(
                .noRepository,
                "expected the absolute path of a folder without . and .., found '\(repository.url.prefix(80))'")
        }
        return path
    }

    /// `/` alone, or parts that each stand for themselves, all in one line and without a slash at the end.
    package static func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.utf8.count <= 4_096, isLine(text) else { return false }
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return text == "/" || !parts.contains { ["", ".", ".."].contains($0) }
    }

    private static func isLine(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } }

    private static func path(_ text: String) -> String? {
        let path = text.hasSuffix("/") && text != "/" ? String(text.dropLast()) : text
        return isPath(path) ? path : nil
    }
}
