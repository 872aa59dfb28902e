import Contracts

/// What `settings:` of a pgBackRest repository says.
struct PgBackRestSettings: Hashable, Sendable {
    let stanza: String
    /// The database host as the estate knows it.
    let host: String
    /// The data folder of the cluster on that host.
    let data: String
    /// The configuration of pgBackRest where it is run; `nil` when the address of the repository says it all.
    let configuration: String?
    /// The account that it is run as on another host.
    let user: String?

    private static let known = ["config", "data", "host", "stanza", "user"]

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        if let unknown = repository.settings.keys.sorted().first(where: { !Self.known.contains($0) }) {
            throw EngineFailure(
                .unsupported,
                "the setting '\(unknown)' is not known to pgbackrest; known are \(Self.known.joined(separator: ", "))")
        }
        stanza = try Self.name("stanza", repository)
        host = try Self.name("host", repository)
        data = try Self.path("data", repository)
        configuration = repository.settings["config"] == nil ? nil : try Self.path("config", repository)
        user = repository.settings["user"] == nil ? nil : try Self.name("user", repository)
        guard configuration != nil || repository.url.hasPrefix("/") else {
            throw EngineFailure(
                .noRepository,
                "expected the absolute path of the repository, or 'config' in its settings, found '\(repository.url.prefix(80))'"
            )
        }
    }

    private static func name(_ key: String, _ repository: RepositoryEntry) throws(EngineFailure) -> String {
        let text = repository.settings[key] ?? ""
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "._-".utf8.contains(byte)
        }
        guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 253 else {
            throw EngineFailure(.unsupported, "expected a plain name as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }

    private static func path(_ key: String, _ repository: RepositoryEntry) throws(EngineFailure) -> String {
        let text = repository.settings[key] ?? ""
        guard text.hasPrefix("/"), text.utf8.count > 1, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw EngineFailure(
                .unsupported, "expected an absolute path as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
