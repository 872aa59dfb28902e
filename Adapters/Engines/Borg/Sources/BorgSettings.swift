import Contracts

/// What `settings:` of a repository of Borg may say.
struct BorgSettings: Hashable, Sendable {
    /// The borg on the repository's host; `nil` for the one that is found there.
    let remotePath: String?

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        remotePath = try EngineSettings(repository, known: ["remote-path"]).line("remote-path")
    }
}
