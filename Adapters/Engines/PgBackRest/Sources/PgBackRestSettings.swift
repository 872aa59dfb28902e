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
    /// Where clusters are put together on another host.
    let scratch: String?

    private static let known = ["config", "data", "host", "scratch", "stanza", "user"]

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: Self.known)
        stanza = try settings.requiredName("stanza", "the name that pgBackRest knows the cluster by")
        host = try settings.requiredName("host", "the host of the cluster")
        data = try settings.requiredPath("data", "the data folder of the cluster on that host")
        configuration = try settings.path("config")
        user = try settings.name("user")
        scratch = try settings.path("scratch")
        guard configuration != nil || repository.url.hasPrefix("/") else {
            throw EngineFailure(
                .noRepository,
                "expected the absolute path of the repository, or 'config' in its settings, found '\(repository.url.prefix(80))'"
            )
        }
    }
}
