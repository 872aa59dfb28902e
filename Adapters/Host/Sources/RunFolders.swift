internal import Contracts
internal import Glibc

/// The files of one run on the controller: `STATE/runs/RUN` and, for secrets and sockets, a folder in memory.
struct RunFolders: Sendable {
    let run: String
    let steps: String
    let logs: String
    let destinations: String
    let reach: String
    /// In memory, for its owner alone; kept short because socket paths end at 108 bytes.
    let memory: String

    init(state: String, run: RunID) {
        self.run = "\(state)/runs/\(run)"
        steps = self.run + "/steps"
        logs = self.run + "/logs"
        destinations = self.run + "/destinations"
        reach = self.run + "/ssh"
        memory = "\(Self.memoryFolder)/\(run)"
    }

    var control: String { memory + "/c" }
    var secrets: String { memory + "/s" }

    private static var memoryFolder: String {
        if getuid() == 0 { return "/run/groundup" }
        if let own = getenv("XDG_RUNTIME_DIR") { return String(cString: own) + "/gu" }
        return "/dev/shm/gu-\(getuid())"
    }

    /// Makes all of them, for their owner alone; repeatable.
    func make(state: String, destinations hosts: [(name: String, destination: String)]) throws {
        let parent = Self.memoryFolder
        for folder in [state, state + "/runs", run, steps, logs, destinations] { try Self.make(folder, isOwn: false) }
        for folder in [parent, memory, control, secrets] { try Self.make(folder, isOwn: true) }
        try Self.replace(reach, with: Array(StepScripts.reach.utf8), mode: 0o700)
        for host in hosts {
            try Self.replace("\(destinations)/\(host.name)", with: Array("\(host.destination)\n".utf8))
        }
    }

    /// - Parameter isOwn: whether a folder that exists has to be no link and our own, as where others may make one:
    ///   somebody else's would let them read secrets.
    private static func make(_ folder: String, isOwn: Bool) throws {
        guard mkdir(folder, 0o700) != 0 else { return }
        guard errno == EEXIST else { throw failure(folder) }
        var found = stat()
        guard isOwn else { return }
        guard lstat(folder, &found) == 0, found.st_mode & S_IFMT == S_IFDIR, found.st_uid == getuid() else {
            throw GroundupError(
                .state, "\(folder) is not a folder of your own", hint: "Remove it, or find out who made it.")
        }
    }

    /// Whole or not at all, also for a reader at the same moment.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o600) throws {
        // Steps that start at the same moment write the same file, each from a thread of its own.
        let new = "\(path).\(UInt(pthread_self())).new"
        try write(bytes, to: new, flags: O_CREAT | O_TRUNC, mode: mode)
        guard rename(new, path) == 0 else { throw failure(path) }
    }

    static func append(_ bytes: [UInt8], to path: String) throws {
        try write(bytes, to: path, flags: O_CREAT | O_APPEND, mode: 0o600)
    }

    private static func write(_ bytes: [UInt8], to path: String, flags: Int32, mode: mode_t) throws {
        let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, mode)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(path) }
            written += count
        }
    }

    private static func failure(_ path: String) -> GroundupError {
        GroundupError(
            .state, "\(path) could not be written: \(String(cString: strerror(errno)))",
            hint: "Check that it is yours and that its disk is not full, then resume.")
    }
}
