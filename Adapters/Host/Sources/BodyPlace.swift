internal import Contracts
internal import Glibc

/// The files of one attempt on the controller, and how its body is begun there.
struct BodyPlace {
    enum Start {
        case started(BodyProcess)
        /// A body that an earlier supervisor left behind holds the step's lock.
        case isHeld(OrphanBody)
        case refused(String)
    }

    let folder: String
    let order: BodyOrder
    /// In memory: it means nothing once the machine has restarted, and disks are slow to forget files.
    private let lockPath: String

    /// - Parameters:
    ///   - steps: the folder of the run's steps.
    ///   - locks: the folder of their locks.
    init(steps: String, locks: String, _ order: BodyOrder) {
        folder = "\(steps)/\(order.name)"
        lockPath = "\(locks)/\(order.name)"
        self.order = order
    }

    func start() -> Start {
        for path in [folder, folder + "/scratch"] {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { return .refused(Self.problem(path)) }
        }
        let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { return .refused(Self.problem(lockPath)) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            return .isHeld(OrphanBody(lock: lock, path: lockPath))
        }
        do { try deliver() } catch { return refuse(lock, "\(error)") }
        let path = "\(folder)/\(order.attempt).log"
        let log = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { return refuse(lock, Self.problem(path)) }
        // Whom the lock belongs to is known before it can be left behind.
        OrphanBody.write(attempt: order.attempt, pid: nil, to: lock)
        switch BodyProcess.start(
            arguments, environment: order.environment, folder: folder, lock: lock, log: log)
        {
        case .success(let process):
            OrphanBody.write(attempt: order.attempt, pid: process.pid, to: lock)
            return .started(process)
        case .failure(let error):
            close(log)
            return refuse(lock, "/bin/sh could not be started: \(String(cString: strerror(error.number)))")
        }
    }

    /// Takes the secrets away and lets the next attempt of the step begin.
    ///
    /// The lock's file goes first: what the body left running may hold the old one for as long as it likes.
    func leave(lock: Int32) {
        unlink(lockPath)
        close(lock)
        guard !order.secrets.isEmpty else { return }
        for secret in order.secrets { unlink("\(order.secretsFolder)/\(secret.name)") }
        rmdir(order.secretsFolder)
    }

    /// Whether a little more can still be written beside the log: a body that prints in vain may fail for that alone.
    var hasRoom: Bool {
        let path = folder + "/room"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let bytes = [UInt8](repeating: 0, count: 128 << 10)
        let count = descriptor >= 0 ? write(descriptor, bytes, bytes.count) : -1
        let isFull = count >= 0 ? count < bytes.count : errno == ENOSPC || errno == EDQUOT
        if descriptor >= 0 {
            close(descriptor)
            unlink(path)
        }
        return !isFull
    }

    private func refuse(_ lock: Int32, _ reason: String) -> Start {
        leave(lock: lock)
        return .refused(reason)
    }

    private var isLong: Bool { order.body.count > 64 << 10 }

    /// As one argument while it fits into one.
    private var arguments: [String] {
        isLong ? ["/bin/sh", folder + "/body"] : ["/bin/sh", "-c", String(decoding: order.body, as: UTF8.self)]
    }

    private func deliver() throws {
        if isLong { try RunFolders.replace(folder + "/body", with: order.body) }
        guard !order.secrets.isEmpty else { return }
        guard mkdir(order.secretsFolder, 0o700) == 0 || errno == EEXIST else {
            throw GroundupError(.state, Self.problem(order.secretsFolder), hint: "")
        }
        for secret in order.secrets {
            try RunFolders.replace("\(order.secretsFolder)/\(secret.name)", with: secret.value)
        }
    }

    private static func problem(_ path: String) -> String {
        "\(path) could not be written: \(String(cString: strerror(errno))); check that its disk is not full."
    }
}

/// A body whose supervisor was killed: known by the lock that it holds, and by what that supervisor wrote into it.
struct OrphanBody {
    /// 0 when it is not known.
    let attempt: Int
    private let pid: pid_t?
    private let start: String?
    private let lock: Int32
    private let path: String

    init(lock: Int32, path: String) {
        self.lock = lock
        self.path = path
        let words = String(decoding: (try? readFile(path, limit: 4096)) ?? [], as: UTF8.self).split(separator: " ")
        attempt = words.first.flatMap { Int($0) } ?? 0
        pid = words.count > 1 ? pid_t(words[1]) : nil
        start = words.count > 2 ? String(words[2]) : nil
    }

    static func write(attempt: Int, pid: pid_t?, to lock: Int32) {
        let text = "\(attempt) " + (pid.map { "\($0) \(ProcessTable.start(of: $0) ?? "-") " } ?? "")
        _ = pwrite(lock, text, text.utf8.count, 0)
    }

    /// The body itself, not what it may have left running with its lock.
    var isAlive: Bool {
        if flock(lock, LOCK_EX | LOCK_NB) == 0 { return false }
        guard let pid, let start else { return true }
        return ProcessTable.start(of: pid) == start
    }

    func kill() {
        guard let pid, isAlive else { return }
        ProcessTable.signal(session: pid, SIGKILL)
    }

    func forget() {
        unlink(path)
        close(lock)
    }

    var frame: StepFrame {
        StepFrame(
            unit: "", word: .lost, milliseconds: 0,
            text: Array("groundup: nobody saw how the step ended; whoever looked after it was killed.".utf8), marks: [])
    }
}
