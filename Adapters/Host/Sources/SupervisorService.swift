internal import Glibc

/// The process of a `Supervisor`: its socket, its signals and its end.
package enum SupervisorService {
    /// The first argument of a program that is to be a supervisor; its folders follow.
    package static let argument = "supervise-steps"

    /// Serves the controllers of one run until nothing runs and nobody is connected.
    ///
    /// - Parameters:
    ///   - steps: the folder of the run's steps.
    ///   - memory: the run's folder in memory, for its owner alone.
    package static func serve(steps: String, memory: String) {
        closeInherited()
        // One for each run; another one that is about to leave is waited for.
        let lock = open(memory + "/supervisor.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0, takes(lock) else { return }
        umask(0o022)
        guard let wake = wakeAtChildren(), let listener = listen(memory + "/supervisor") else { return }
        let locks = memory + "/locks"
        guard mkdir(locks, 0o700) == 0 || errno == EEXIST else { return }
        let supervisor = Supervisor(folder: steps, locks: locks)
        let clients = SupervisorClients(listener: listener)
        supervisor.tell = { clients.send($1.fields, to: $0) }
        clients.gone = { supervisor.forget($0) }
        var isFirst = true
        while isFirst || !clients.isEmpty || !supervisor.isIdle {
            // Whoever started it is about to connect; on a busy machine that takes a while.
            let patience = isFirst && supervisor.isIdle ? 60_000 : supervisor.patience
            let orders = clients.wait(patience, wake: wake)
            if isFirst, clients.isEmpty, supervisor.isIdle { break }
            isFirst = false
            for (client, order) in orders { supervisor.receive(order, from: client) }
            supervisor.reap()
            supervisor.look()
            clients.flush()
        }
        unlink(memory + "/supervisor")
    }

    /// Lets go of the locks and pipes of whoever started it.
    ///
    /// What has no file behind it was made by this process: without its own epoll descriptor, libdispatch asks for events
    /// in an endless loop that takes a whole core.
    private static func closeInherited() {
        var target = [CChar](repeating: 0, count: 64)
        for descriptor in 3..<Int32(1024) {
            let length = readlink("/proc/self/fd/\(descriptor)", &target, target.count - 1)
            guard length > 0 else { continue }
            let isOwn = target[..<length].starts(with: "anon_inode:".utf8.map { CChar(bitPattern: $0) })
            if !isOwn { close(descriptor) }
        }
    }

    private static func takes(_ lock: Int32) -> Bool {
        for _ in 0..<500 {
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    private static func listen(_ path: String) -> Int32? {
        unlink(path)
        guard let socket = UnixSocket.make(path, bind), Glibc.listen(socket, 64) == 0 else { return nil }
        return socket
    }

    /// A descriptor that becomes readable whenever a child has ended.
    private static func wakeAtChildren() -> Int32? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wakeEnd = ends[1]
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGHUP, SIG_IGN)
        _ = signal(SIGCHLD) { _ in
            var byte: UInt8 = 0
            _ = write(wakeEnd, &byte, 1)
        }
        return ends[0]
    }
}

/// Written once, before the handler that reads it.
private nonisolated(unsafe) var wakeEnd: Int32 = -1

/// Sockets with a name in the file system.
enum UnixSocket {
    typealias Use = (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32

    /// A socket after `use`, which is `bind` or `connect`; `nil` when that failed.
    static func make(_ path: String, _ use: Use) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let isFit = withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            room.copyBytes(from: bytes)
            return true
        }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, size) }
        }
        if isFit, result == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Whether the other end belongs to the same person.
    static func isOwn(_ descriptor: Int32) -> Bool {
        // `struct ucred`: process, person, group.
        var peer: (Int32, UInt32, UInt32) = (0, .max, .max)
        var size = socklen_t(MemoryLayout.size(ofValue: peer))
        return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.1 == getuid()
    }
}
