internal import Contracts
internal import Glibc

/// Reads a whole file of at most `limit` bytes; an error names the file, never its contents.
func readFile(_ path: String, limit: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fileError(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
        let count = read(descriptor, &part, part.count)
        guard count >= 0 else { throw fileError(path) }
        if count == 0 { return bytes }
        bytes += part.prefix(count)
        guard bytes.count <= limit else {
            throw GroundupError(
                .hostileInput, "\(path) is longer than \(limit) bytes",
                hint: "Check that it is the file that you meant.")
        }
    }
}

/// Calls `work` with the path of an empty folder for its owner alone, and removes it with all that was put there.
func withPrivateFolder<Value>(_ work: (String) async throws -> Value) async throws -> Value {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/groundup-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw fileError("a temporary folder") }
    let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer {
        // Only files that `work` put there itself; it makes no folders.
        if let entries = opendir(folder) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name.0) { String(cString: $0) }
                unlink("\(folder)/\(name)")
            }
            closedir(entries)
        }
        rmdir(folder)
    }
    return try await work(folder)
}

private func fileError(_ path: String) -> GroundupError {
    GroundupError(
        .state, "\(path) cannot be used: \(String(cString: strerror(errno)))",
        hint: "Check that it exists and that you may use it.")
}
