import Contracts

/// What the configuration says of a folder with snapshots.
struct BtrfsSettings: Hashable, Sendable {
    /// Where the snapshots lie.
    let folder: String
    /// The host whose files these are.
    let host: String
    /// The subvolume on that host that they are snapshots of.
    let source: String
    /// What the names of the snapshots begin with, where a folder holds those of several subvolumes.
    let prefix: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: ["host", "prefix", "source"])
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "snapshots of btrfs have no password; leave it out")
        }
        folder = try EngineSettings.folder(of: repository)
        host = try settings.requiredName("host", "the host whose files these are")
        source = try settings.requiredPath("source", "the path of the subvolume on that host", mayBeRoot: true)
        prefix = try settings.name("prefix") ?? ""
    }
}
