internal import Builtins
internal import Contracts
internal import Glibc

/// A file that others read at any moment: they find the old one or the new one, never a part.
struct WholeFile {
    private let path: String

    init(_ path: String) {
        self.path = Builtins.absolutePath(path)
    }

    /// Writes a new file beside it, without secrets, and puts it in its place.
    func write(_ text: String) throws {
        // Not under the final suffix: node_exporter reads every *.prom file of the folder.
        let new = "\(folder)/.\(name).groundup-\(getpid())"
        // A link that waits under the name must not lead the writing elsewhere.
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure }
        defer { close(descriptor) }
        do {
            try write(Builtins.knownSecrets.redaction(Array(text.utf8)), to: descriptor)
            guard fsync(descriptor) == 0, rename(new, path) == 0 else { throw failure }
        } catch {
            unlink(new)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
    private var name: String { String(path.split(separator: "/").last ?? "") }

    private var failure: GroundupError {
        GroundupError(
            .state, "'\(printable(path))' could not be written: \(String(cString: strerror(errno))).",
            hint: "Name a file in a folder that exists and that you may write to.")
    }
}
