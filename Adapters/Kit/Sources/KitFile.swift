internal import Contracts
internal import Formats
internal import Glibc

/// An open file that is read or written in large parts.
struct KitFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    init(reading path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    /// - Parameter mode: only these permissions, whatever the umask adds.
    init(making path: String, mode: mode_t) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Self.failure(path) }
        guard fchmod(descriptor, mode) == 0 else { throw Self.failure(path) }
    }

    deinit { close(descriptor) }

    /// Up to `count` bytes; fewer only at the end.
    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes[filled...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard got >= 0 else { throw Self.failure(path) }
            if got == 0 { break }
            filled += got
        }
        if filled < count { bytes.removeLast(count - filled) }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Self.failure(path) }
            written += count
        }
    }

    func synchronize() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// Calls `body` with all of the file, part by part.
    static func stream(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
        let file = try KitFile(reading: path)
        while true {
            let part = try file.read(1 << 20)
            if part.isEmpty { return }
            try body(part)
        }
    }

    static func failure(_ path: String) -> GroundupError {
        GroundupError(
            .state, "\(path) cannot be used: \(String(cString: strerror(errno))).",
            hint: "Check that it exists, that you may use it, and that its disk is not full.")
    }

    static func makeFolders(above path: String) throws {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else { throw failure(folder) }
        try makeFolders(above: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure(folder) }
    }
}
