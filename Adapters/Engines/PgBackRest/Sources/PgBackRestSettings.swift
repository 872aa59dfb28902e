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
        let settings = try EngineSettings(repository, of: "pgbackrest", known: Self.known)
        stanza = try settings.name("stanza")
        host = try settings.name("host")
        data = try settings.path("data")
        configuration = settings.has("config") ? try settings.path("config") : nil
        user = settings.has("user") ? try settings.name("user") : nil
        guard configuration != nil || repository.url.hasPrefix("/") else {
            throw EngineFailure(
                .noRepository,
                "expected the absolute path of the repository, or 'config' in its settings, found '\(repository.url.prefix(80))'"
            )
        }
    }
}
