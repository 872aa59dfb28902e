internal import Glibc

/// A body that runs on the controller: a process that leads a session of its own.
struct BodyProcess {
    let pid: pid_t
    let began: ContinuousClock.Instant
    /// Held by the body and all it started: nobody runs the step again before the body ended, not even when nobody
    /// watches over it any more.
    let lock: Int32
    let log: Int32

    /// Without input, without a terminal; output goes to `log`, `lock` stays open in it as descriptor 9.
    ///
    /// - Returns: the error number when it could not be started.
    static func start(
        _ arguments: [String], environment: [[UInt8]], folder: String, lock: Int32, log: Int32
    ) -> Result<BodyProcess, StartError> {
        // The whole process goes there: one thread of it works, and names every path from the root.
        guard chdir(folder) == 0 else { return .failure(StartError(number: errno)) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, 1)
        posix_spawn_file_actions_adddup2(&actions, log, 2)
        posix_spawn_file_actions_adddup2(&actions, lock, 9)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | setSession)
        let argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { bytes in
            (bytes + [0]).withUnsafeBufferPointer { buffer in
                buffer.withMemoryRebound(to: CChar.self) { $0.baseAddress.flatMap { strdup($0) } }
            }
        }
        envp.append(nil)
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let began = ContinuousClock().now
        let code = posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
        guard code == 0 else { return .failure(StartError(number: code)) }
        return .success(BodyProcess(pid: pid, began: began, lock: lock, log: log))
    }

    struct StartError: Error {
        let number: Int32
    }

    /// `POSIX_SPAWN_SETSID` of glibc, which its Swift module does not show.
    private static let setSession: Int16 = 0x80
}

/// What /proc says of processes.
enum ProcessTable {
    /// Sends a signal to everything in the session that `leader` leads.
    static func signal(session leader: pid_t, _ number: Int32) {
        kill(-leader, number)
        guard let entries = opendir("/proc") else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name.0) { String(cString: $0) }
            guard let pid = pid_t(name), let fields = fields(of: pid), fields.count > 3 else { continue }
            if fields[3] == String(leader) { kill(pid, number) }
        }
    }

    /// How many processes the kernel of this machine has killed for lack of memory since it started.
    static var killedForMemory: Int {
        let bytes = (try? readFile("/proc/vmstat", limit: 64 << 10)) ?? []
        let line = bytes.split(separator: UInt8(ascii: "\n")).last { $0.starts(with: "oom_kill ".utf8) }
        return line.flatMap { Int(String(decoding: $0.dropFirst(9), as: UTF8.self)) } ?? 0
    }

    /// When a process began, in the kernel's own count; `nil` when it has ended.
    static func start(of pid: pid_t) -> String? {
        guard let fields = fields(of: pid), fields.count > 19, fields[0] != "Z" else { return nil }
        return fields[19]
    }

    /// What follows the name in `/proc/PID/stat`: state, parent, group, session and so on.
    private static func fields(of pid: pid_t) -> [String]? {
        guard let bytes = try? readFile("/proc/\(pid)/stat", limit: 4096),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        return String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ").map(String.init)
    }
}
