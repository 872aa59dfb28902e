import Contracts
import Foundation

/// Builds the calls for one folder of snapshots; every path is absolute, so none is taken for an option.
struct BtrfsCommand: Sendable {
    let settings: BtrfsSettings
    private let shell: EngineShell

    init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        settings = try BtrfsSettings(repository)
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
    }

    var isRemote: Bool { shell.isRemote }

    func version() -> ProcessRequest { shell.command(["btrfs", "--version"]) }

    /// Tells the UUID of the file system for any folder in it, whether it was ever scrubbed or not.
    func scrubStatus() -> ProcessRequest { shell.command(["btrfs", "scrub", "status", settings.folder]) }

    func snapshots() -> ProcessRequest {
        shell.request(
            String(decoding: PackageResources.list_snapshots_sh, as: UTF8.self),
            ["GU_FOLDER": settings.folder])
    }

    /// Type, number, size, time and path of everything in a snapshot, each entry ended by a zero byte.
    func manifest(of path: String) -> ProcessRequest {
        shell.command(["find", path, "-xdev", "-printf", #"%y\t%i\t%s\t%T@\t%P\0"#])
    }

    /// The changes without their data.
    func difference(from earlier: String, to later: String) -> ProcessRequest {
        shell.command(["btrfs", "send", "-q", "--no-data", "-p", earlier, later])
    }

    /// The counters of errors that the file system keeps for each device.
    func counters() -> ProcessRequest { shell.command(["btrfs", "device", "stats", settings.folder]) }

    /// Reads every block of the file system and compares its checksum; repairs nothing.
    func scrub() -> ProcessRequest { shell.command(["btrfs", "scrub", "start", "-B", "-r", "-R", settings.folder]) }

    func read(_ path: String) -> ProcessRequest {
        shell.command(["find", path, "-xdev", "-type", "f", "-exec", "cat", "{}", "+"])
    }

    /// - Parameter files: paths below the snapshot that its manifest names as files.
    func extract(_ files: [String], of path: String, to folder: String) -> ProcessRequest {
        ProcessRequest(
            "sh", ["-c", String(decoding: PackageResources.extract_files_sh, as: UTF8.self)],
            environment: ["GU_SNAPSHOT": path, "GU_TARGET": folder + settings.source],
            input: Array(files.map { "\($0)\0" }.joined().utf8))
    }
}
