import Contracts
import Crypto
import Glibc

/// The files of a depot, below one folder; a file appears under its name only when all of it is on disk.
struct DepotFiles: Sendable {
    let root: String

    func path(_ relative: String) -> String { "\(root)/\(relative)" }

    func exists(_ relative: String) -> Bool { access(path(relative), F_OK) == 0 }

    func makeFolder(_ relative: String) throws {
        var made = root
        for part in [""] + relative.split(separator: "/").map(String.init) {
            made = part.isEmpty ? made : "\(made)/\(part)"
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw Self.failure("make the folder", made) }
        }
    }

    func read(_ relative: String, limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Self.stream(path(relative)) { chunk in
            guard bytes.count + chunk.count <= limit else {
                throw GroundupError(
                    .hostileInput, "\(relative) has more than \(limit) bytes.", hint: "Fill the depot again.")
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// Writes a file so that readers see the old contents or the new, whatever happens meanwhile.
    func write(_ bytes: [UInt8], to relative: String) throws {
        let temporary = "\(relative).new"
        let descriptor = open(path(temporary), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure("write", path(temporary)) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            guard count > 0 else { throw Self.failure("write", path(temporary)) }
            written += count
        }
        try publish(temporary, as: relative)
    }

    /// Gives a finished file its name; it is durable before it is visible.
    func publish(_ temporary: String, as relative: String) throws {
        try Self.synchronize(path(temporary))
        guard rename(path(temporary), path(relative)) == 0 else { throw Self.failure("rename to", path(relative)) }
        let folder = relative.split(separator: "/").dropLast().joined(separator: "/")
        try Self.synchronize(folder.isEmpty ? root : path(folder))
    }

    func size(_ relative: String) -> Int {
        var status = stat()
        return stat(path(relative), &status) == 0 ? Int(status.st_size) : 0
    }

    func copy(from source: String, to relative: String) throws {
        let output = open(path(relative), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard output >= 0 else { throw Self.failure("write", path(relative)) }
        defer { close(output) }
        try Self.stream(source) { chunk in
            guard Glibc.write(output, chunk.baseAddress, chunk.count) == chunk.count else {
                throw Self.failure("write", path(relative))
            }
        }
    }

    func remove(_ relative: String) { unlink(path(relative)) }

    func digest(of relative: String) throws -> String { try Self.digest(of: path(relative)) }

    /// SHA-256 of a file in hexadecimal, without holding it in memory.
    static func digest(of file: String) throws -> String {
        var hash = SHA256()
        try stream(file) { hash.update(bufferPointer: $0) }
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private static func stream(_ file: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", file) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw failure("read", file) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    private static func synchronize(_ file: String) throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", file) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("write to disk", file) }
    }

    static func failure(_ action: String, _ file: String) -> GroundupError {
        GroundupError(
            .state, "Could not \(action) \(file): \(String(cString: strerror(errno))).",
            hint: "Check that the folder exists, is writable and has room.")
    }
}
