internal import Contracts
internal import Foundation

/// The bytes of a file that the command line names, at most 64 MiB.
func bytes(ofFile path: String) throws -> [UInt8] {
    let limit = 64 << 20
    guard let file = FileHandle(forReadingAtPath: path) else {
        throw GroundupError(
            .usage, "'\(printable(path))' cannot be read.", hint: "Name a file that exists and that you may read.")
    }
    defer { try? file.close() }
    let data = try file.read(upToCount: limit + 1) ?? Data()
    guard data.count <= limit else {
        throw GroundupError(
            .hostileInput, "'\(printable(path))' is longer than \(limit) bytes.",
            hint: "Check that it is the right file.")
    }
    return Array(data)
}
