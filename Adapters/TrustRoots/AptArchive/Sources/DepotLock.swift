import Contracts
import Glibc

/// Holds a depot for one writer; the kernel lets go of it when the process ends, however it ends.
struct DepotLock: ~Copyable {
    private let descriptor: Int32

    init(_ files: DepotFiles) throws {
        let path = files.path(".lock")
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw DepotFiles.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw GroundupError(
                .state, "Another groundup is filling the depot \(files.root).", hint: "Wait until it has finished.")
        }
    }

    deinit {
        // A child that was forked but has not yet become its program holds the descriptor too; closing ours is not enough.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
