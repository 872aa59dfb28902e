internal import Glibc

/// Sees whether the processes of a session get anywhere, by the bytes that they read and write.
///
/// A tool that spins in a loop uses a processor and moves nothing; one that waits for a dead connection moves nothing
/// either. What a runtime writes to wake itself up is less than `noise`.
struct ProgressWatch {
    /// Bytes that may be moved without counting as progress.
    private static let noise: Int64 = 4_096
    private let session: Int32

    init(session: Int32) {
        self.session = session
    }

    /// Returns when nothing was printed and nothing moved for `seconds`; throws when it is cancelled.
    func waitForStall(of seconds: Int, printed: @Sendable () async -> Int) async throws {
        let rounds = 4
        var quiet = 0
        var last = (printed: await printed(), moved: movedBytes())
        while quiet < rounds {
            try await Task.sleep(for: .milliseconds(seconds * 1_000 / rounds))
            let now = (printed: await printed(), moved: movedBytes())
            let moved = abs(now.moved - last.moved) > Self.noise
            quiet = moved || now.printed != last.printed ? 0 : quiet + 1
            last = now
        }
    }

    /// What all processes of the session have read and written, from files, pipes and sockets alike.
    private func movedBytes() -> Int64 {
        processes().filter(isOurs).map(moved).reduce(0, +)
    }

    /// The session is the fourth field after the name, which stands in parentheses and may hold anything.
    private func isOurs(_ process: String) -> Bool {
        guard let line = text("/proc/\(process)/stat"), let end = line.lastIndex(of: ")") else { return false }
        let fields = line[line.index(after: end)...].split(separator: " ")
        return fields.count > 3 && fields[3] == "\(session)"
    }

    private func moved(_ process: String) -> Int64 {
        let lines = text("/proc/\(process)/io")?.split(separator: "\n") ?? []
        return lines.filter { $0.hasPrefix("rchar:") || $0.hasPrefix("wchar:") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int64($0) } }.reduce(0, +)
    }

    private func processes() -> [String] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if Int32(name) != nil { names.append(name) }
        }
        return names
    }

    /// `nil` for a process that has ended meanwhile.
    private func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
