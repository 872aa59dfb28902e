package import Contracts
package import Estate
internal import Glibc
internal import Synchronization

extension StateDatabase {
    package func lease(_ run: RunID, hosts: [AssetID], as kind: LeaseKind) async throws -> any Lease {
        let locks = folder + "/leases"
        try Self.makeFolder(locks)
        let lease = FileLease(isShared: kind == .singleStep)
        do {
            try lease.take(locks + "/run-" + run.text, "run \(run)", for: run)
            for host in hosts.sorted() {
                try lease.take(locks + "/host-" + Self.fileName(host.text), "host \(host)", for: run)
            }
        } catch {
            lease.release()
            throw error
        }
        return lease
    }

    package func lease(_ run: RunID, repositories: [String]) async throws -> any Lease {
        let locks = folder + "/leases"
        try Self.makeFolder(locks)
        let lease = FileLease(isShared: false)
        do {
            for name in repositories.sorted() {
                try lease.take(
                    locks + "/repository-" + Self.fileName(name), "repository \(name)", for: run,
                    hint: "Wait until it has ended, then run this again.")
            }
        } catch {
            lease.release()
            throw error
        }
        return lease
    }

    /// Every byte but letters, digits and `-` becomes `_` and two hexadecimal digits, so that no two names meet.
    static func fileName(_ name: String) -> String {
        let digits = Array("0123456789abcdef")
        return name.utf8.reduce(into: "") { result, byte in
            let scalar = Character(Unicode.Scalar(byte))
            if byte < 0x80, scalar.isLetter || scalar.isNumber || scalar == "-" {
                result.append(scalar)
            } else {
                result += "_" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
    }
}

/// Locks on files, which the kernel takes back when the process ends, however it ends.
private final class FileLease: Lease {
    private let descriptors = Mutex<[Int32]>([])
    private let isShared: Bool

    init(isShared: Bool) {
        self.isShared = isShared
    }

    func take(
        _ path: String, _ what: String, for run: RunID,
        hint: String = "Watch that one, or stop it with Ctrl-C in its terminal, then resume."
    ) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw GroundupError(
                .state, "\(path) cannot be opened: \(String(cString: strerror(errno)))",
                hint: "Check that you may write to the state folder and that its disk is not full.")
        }
        guard flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            let holder = Self.read(descriptor)
            close(descriptor)
            throw GroundupError(
                .state, "\(what) is controlled by another groundup (\(holder))", hint: hint)
        }
        descriptors.withLock { $0.append(descriptor) }
        guard !isShared else { return }
        // Only for people: who holds it is decided by the kernel.
        ftruncate(descriptor, 0)
        let holder = Array("process \(getpid()), run \(run)\n".utf8)
        _ = write(descriptor, holder, holder.count)
    }

    func release() {
        descriptors.withLock { held in
            for descriptor in held {
                // A child that was forked but has not yet become its program holds it too; closing ours is not enough.
                flock(descriptor, LOCK_UN)
                close(descriptor)
            }
            held = []
        }
    }

    private static func read(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return "unknown process" }
        return String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    deinit { release() }
}
