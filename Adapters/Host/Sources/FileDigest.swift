package import Contracts
internal import Formats
internal import Glibc

/// SHA-256 of a file in hexadecimal, however large it is.
package func fileDigest(_ path: String) throws(GroundupError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var digest = RunningDigest()
    while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw unreadable(path) }
        if count == 0 { return digest.text }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
}

private func unreadable(_ path: String) -> GroundupError {
    GroundupError(
        .state, "\(path) cannot be read: \(String(cString: strerror(errno)))", hint: "Check that it is there and yours."
    )
}
