internal import DataHealth
internal import Glibc

/// An open regular file.
final class FileSource: ByteSource {
    let size: Int
    private let descriptor: Int32
    private let opened: stat

    /// - Throws: when it cannot be opened, or is no regular file any more.
    init(path: [UInt8]) throws(ReadFailure) {
        // A pipe that took the place of the file must not make the open wait, nor a link lead elsewhere.
        descriptor = path.withCPath { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
        guard descriptor >= 0 else { throw Self.failure() }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ReadFailure("It is no regular file any more.")
        }
        opened = status
        size = Int(status.st_size)
        // What is read in one call needs no advice.
        if size > 256 << 10 { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    }

    deinit { close(descriptor) }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw Self.failure() }
        }
    }

    /// Whether size and time of change are still what they were when it was opened.
    var isUnchanged: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_size == opened.st_size
            && status.st_mtim.tv_sec == opened.st_mtim.tv_sec && status.st_mtim.tv_nsec == opened.st_mtim.tv_nsec
    }

    private static func failure() -> ReadFailure { ReadFailure("\(String(cString: strerror(errno))).") }
}
