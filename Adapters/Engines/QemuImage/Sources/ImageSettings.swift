import Contracts

/// What the configuration says of a folder with images of one disk.
struct ImageSettings: Hashable, Sendable {
    let folder: String
    /// The host whose disk this is.
    let host: String
    /// The file or block device on that host.
    let disk: String
    /// What a restore writes there: `raw` or `qcow2`.
    let format: String
    /// What the names of the images begin with, where a folder holds those of several disks.
    let prefix: String
    /// Where new images come from; `nil` when nothing is asked to make any.
    let export: DiskExport?

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(
            repository, known: ["disk", "export", "format", "host", "monitor", "node", "prefix", "scratch"])
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "encrypted images are not read; leave the password out")
        }
        folder = try EngineSettings.folder(of: repository)
        host = try settings.requiredName("host", "the host whose disk this is")
        disk = try settings.requiredPath("disk", "the file or block device of the disk on that host")
        prefix = try settings.name("prefix") ?? ""
        let written = try settings.name("format") ?? (disk.hasSuffix(".qcow2") ? "qcow2" : "raw")
        guard ["qcow2", "raw"].contains(written) else {
            throw EngineFailure(.unsupported, "expected qcow2 or raw as setting 'format', found '\(written)'")
        }
        format = written
        export = try DiskExport(settings)
    }
}
