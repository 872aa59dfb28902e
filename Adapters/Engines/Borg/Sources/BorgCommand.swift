import Contracts

/// Builds the argv and the environment of borg for one repository; no secret is ever among the arguments.
struct BorgCommand: Sendable {
    /// Seconds to wait for whoever works in the repository.
    private static let patience = 5
    private let program: String
    private let location: BorgLocation
    private let environment: [String: String]
    /// Reads beside whatever lock there is.
    var bypassesLock = false
    /// Another host does the work.
    var isRemote: Bool { location.transport != nil }

    init(
        _ repository: RepositoryEntry, program: String, folder: String, sshConfiguration: String?, password: String?
    ) throws(EngineFailure) {
        let settings = try BorgSettings(repository)
        self.program = program
        location = try BorgLocation(repository, sshConfiguration: sshConfiguration)
        var environment = [
            "BORG_BASE_DIR": folder, "BORG_EXIT_CODES": "modern", "BORG_DISPLAY_PASSPHRASE": "no",
            // A repository that was moved is what a restore after a loss is about.
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
            // With a password configured, an unencrypted repository is somebody's exchange for the real one.
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": password == nil ? "yes" : "no",
        ]
        if let password { environment["BORG_PASSPHRASE"] = password }
        if let transport = location.transport { environment["BORG_RSH"] = transport }
        environment["BORG_REMOTE_PATH"] = settings.remotePath
        self.environment = environment
    }

    func version() -> ProcessRequest { ProcessRequest(program, ["--version"], environment: environment) }

    /// Every archive with its host, times and command line; reads the metadata of each.
    func archives() -> ProcessRequest { request(["list", "--json", "--format", Self.keys, location.text]) }

    func archive(_ name: String) -> ProcessRequest {
        request(["list", "--json", "--format", Self.keys, "--glob-archives", Self.glob(name), location.text])
    }

    /// Every archive with its name and id only.
    func names() -> ProcessRequest { request(["list", "--json", location.text]) }

    func manifest(of archive: String, below paths: [String]) throws(EngineFailure) -> ProcessRequest {
        request(["list", "--json-lines", "--", "\(location.text)::\(archive)"] + (try Self.patterns(paths)))
    }

    /// Borg keeps paths without their first slash; `pp:` takes one as it is, with all below it.
    private static func patterns(_ paths: [String]) throws(EngineFailure) -> [String] {
        if let wrong = paths.first(where: { !$0.hasPrefix("/") || $0.utf8.contains(0) }) {
            throw EngineFailure(.unsupported, "'\(wrong.prefix(64))' is no absolute path")
        }
        return paths.contains("/") ? [] : paths.map { "pp:\($0.dropFirst())" }
    }

    func difference(from earlier: String, to later: String) -> ProcessRequest {
        request(["diff", "--json-lines", "--", "\(location.text)::\(earlier)", later])
    }

    /// - Parameter readsData: decrypts every chunk, instead of comparing checksums of the stored bytes only.
    func check(readsData: Bool) -> ProcessRequest {
        request(["check", "--info"] + (readsData ? ["--verify-data"] : []) + [location.text])
    }

    func decode(_ archive: String) -> ProcessRequest {
        request(["extract", "--dry-run", "--", "\(location.text)::\(archive)"])
    }

    /// Borg writes into the folder that it is started in, each file at its own path.
    ///
    /// - Parameter paths: absolute; all of the archive when `nil`.
    func extract(_ paths: [String]?, of archive: String, to folder: String) throws(EngineFailure) -> ProcessRequest {
        var request = request(["extract", "--", "\(location.text)::\(archive)"] + (try Self.patterns(paths ?? [])))
        request.arguments = ["--chdir", folder, request.program] + request.arguments
        request.program = "env"
        return request
    }

    private static let keys = "{name}{id}{hostname}{start}{end}{command_line}"

    /// A pattern that matches exactly `name`.
    private static func glob(_ name: String) -> String {
        name.reduce(into: "") { $0 += "*?[]".contains($1) ? "[\($1)]" : String($1) }
    }

    private func request(_ command: [String]) -> ProcessRequest {
        let lock = bypassesLock ? ["--bypass-lock"] : ["--lock-wait", "\(Self.patience)"]
        return ProcessRequest(program, ["--log-json"] + lock + command, environment: environment)
    }
}
