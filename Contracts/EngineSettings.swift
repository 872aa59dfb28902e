/// What `settings:` of a repository says, read strictly: what is not known, or could be taken for something else, is refused.
package struct EngineSettings: Sendable {
    private let values: [String: String]

    package init(_ repository: RepositoryEntry, of engine: String, known: [String]) throws(EngineFailure) {
        if let unknown = repository.settings.keys.sorted().first(where: { !known.contains($0) }) {
            throw EngineFailure(
                .unsupported,
                "the setting '\(unknown.prefix(60))' is not known to \(engine); known are \(known.joined(separator: ", "))"
            )
        }
        values = repository.settings
    }

    package func has(_ key: String) -> Bool { values[key] != nil }

    /// A name that is no option and no path.
    package func name(_ key: String) throws(EngineFailure) -> String {
        let text = values[key] ?? ""
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "._-".utf8.contains(byte)
        }
        guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 253 else {
            throw EngineFailure(.unsupported, "expected a plain name as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }

    /// An absolute path without a slash at its end.
    package func path(_ key: String) throws(EngineFailure) -> String {
        let text = values[key] ?? ""
        guard let path = Self.path(text) else {
            throw EngineFailure(
                .unsupported, "expected an absolute path as setting '\(key)', found '\(text.prefix(60))'")
        }
        return path
    }

    /// The folder that is the repository.
    package static func folder(of repository: RepositoryEntry) throws(EngineFailure) -> String {
        guard let path = path(repository.url) else {
            throw EngineFailure(
                .noRepository, "expected the absolute path of a folder, found '\(repository.url.prefix(80))'")
        }
        return path
    }

    private static func path(_ text: String) -> String? {
        guard text.hasPrefix("/"), text.utf8.count > 1, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            return nil
        }
        let parts = text.split(separator: "/")
        guard !parts.isEmpty, !parts.contains(where: { $0 == "." || $0 == ".." }) else { return nil }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
