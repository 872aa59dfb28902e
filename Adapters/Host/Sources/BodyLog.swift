internal import Glibc

/// Keeps the log of a body small, whatever it prints: the first mebibyte, and of the rest the end, at most eight.
///
/// The body writes straight into the file, so that nothing stands between them that could fail. While it runs, what is
/// beyond 16 MiB is thrown away a few times a second but for its last 64 KiB.
enum BodyLog {
    static let first = 1 << 20
    static let last = 8 << 20

    /// What to keep of what was thrown away now; `nil` when nothing was.
    static func bound(_ descriptor: Int32) -> [UInt8]? {
        guard size(descriptor) > 2 * last else { return nil }
        let end = end(descriptor, 64 << 10)
        return ftruncate(descriptor, off_t(first)) == 0 ? end : nil
    }

    /// Called once the body has ended, with what was kept last.
    static func close(_ descriptor: Int32, kept: [UInt8]?) {
        defer { Glibc.close(descriptor) }
        let size = size(descriptor)
        guard kept != nil || size > first + last else { return }
        let end = end(descriptor, min(last, max(0, size - first)))
        guard ftruncate(descriptor, off_t(first)) == 0 else { return }
        let notice = Array("\n[groundup: what was printed here is left out; the end follows]\n".utf8)
        let bytes = notice + (kept ?? []) + end
        _ = write(descriptor, bytes, bytes.count)
    }

    private static func end(_ descriptor: Int32, _ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(descriptor, &bytes, count, off_t(max(0, size(descriptor) - count)))
        return Array(bytes.prefix(max(0, got)))
    }

    private static func size(_ descriptor: Int32) -> Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }
}
