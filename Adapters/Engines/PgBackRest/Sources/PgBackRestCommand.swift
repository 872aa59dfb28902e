import Contracts
import EngineParts

/// Builds calls of pgbackrest for one stanza, on the controller or, with `via`, on another host; no secret is ever among
/// the arguments.
struct PgBackRestCommand: Sendable {
    let settings: PgBackRestSettings
    /// Which stanza of which repository is meant.
    private let place: [String]
    private let password: String?
    private let shell: EngineShell

    private static let quiet = ["--log-level-console=off", "--log-level-stderr=warn", "--log-level-file=off"]

    init(_ repository: RepositoryEntry, password: String?, sshConfiguration: String?) throws(EngineFailure) {
        settings = try PgBackRestSettings(repository)
        shell = try EngineShell(repository, sshConfiguration: sshConfiguration)
        self.password = password
        var place = ["--stanza=\(settings.stanza)"]
        // A folder names itself; everything else about a repository stands in its own configuration.
        if let configuration = settings.configuration {
            place.append("--config=\(configuration)")
        } else {
            place += ["--no-config", "--repo1-path=\(repository.url)"]
            if password != nil { place.append("--repo1-cipher-type=aes-256-cbc") }
        }
        self.place = place
    }

    /// Another host does the work.
    var isRemote: Bool { shell.isRemote }

    func version() -> ProcessRequest { call(["version"]) }

    func information() -> ProcessRequest { request(["--output=json", "info"]) }

    /// - Parameter path: below the folder of the repository, such as `archive/main/15-1`.
    func listing(of path: String) -> ProcessRequest { request(["--output=json", "repo-ls", path]) }

    func manifest(of label: String) -> ProcessRequest {
        request(["repo-get", "backup/\(settings.stanza)/\(label)/backup.manifest"])
    }

    func verify() -> ProcessRequest { request(["--output=text", "--verbose", "verify"]) }

    /// Lets pgbackrest restore a backup together with its log.
    ///
    /// - Parameters:
    ///   - folder: on the machine where it runs; without one it prints an archive.
    ///   - files: names below the root of the host, with NUL after each; `nil` for all.
    func extraction(
        of label: String, tablespaces: Tablespaces, segments: [String], to folder: String?, files: [UInt8]?
    ) throws(EngineFailure) -> ProcessRequest {
        let user = isRemote ? settings.user ?? "" : ""
        let spaces = tablespaces.all
        let lines = [
            [user, settings.scratch ?? "", folder ?? "", files == nil ? "all" : "some"],
            [settings.data, label, password ?? ""],
            ["\(place.count)"], place, ["\(spaces.count)"], spaces.flatMap { [$0.id, $0.place] }, ["\(segments.count)"],
            segments,
        ].flatMap { $0 }
        return try shell.request(
            RestoreParts.confined(PackageResources.extract_cluster_sh), lines: lines, rest: files ?? [])
    }

    private func request(_ arguments: [String]) -> ProcessRequest { call(place + Self.quiet + arguments) }

    private func call(_ words: [String]) -> ProcessRequest {
        shell.command(
            ["pgbackrest"] + words, as: settings.user, password.map { ["PGBACKREST_REPO1_CIPHER_PASS": $0] } ?? [:])
    }
}
