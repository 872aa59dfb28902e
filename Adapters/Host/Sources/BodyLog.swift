internal import Glibc

/// Keeps the log of a body small, whatever it prints: the first mebibyte and the last eight.
///
/// The body writes straight into the file, so that nothing stands between them that could fail. While it runs, what is
/// beyond 16 MiB is thrown away a few times a second.
enum BodyLog {
    static let first = 1 << 20
    static let last = 8 << 20

    /// Whether something was thrown away now.
    static func bound(_ descriptor: Int32) -> Bool {
        guard size(descriptor) > 2 * last else { return false }
        return ftruncate(descriptor, off_t(first)) == 0
    }

    /// Called once the body has ended.
    static func close(_ descriptor: Int32, isCut: Bool) {
        defer { Glibc.close(descriptor) }
        let size = size(descriptor)
        guard isCut || size > first + last else { return }
        var end = [UInt8](repeating: 0, count: min(last, max(0, size - first)))
        let count = pread(descriptor, &end, end.count, off_t(size - end.count))
        guard count >= 0, ftruncate(descriptor, off_t(first)) == 0 else { return }
        let bytes = Array("\n[groundup: what was printed here is left out; the end follows]\n".utf8) + end.prefix(count)
        _ = write(descriptor, bytes, bytes.count)
    }

    private static func size(_ descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }
}
