/// Where the bytes of one file come from: a file on disk, a blob of a repository, a buffer in a test.
package protocol ByteSource {
    /// How many bytes there are.
    var size: Int { get }

    /// Fills `buffer` with the bytes from `offset` on.
    ///
    /// - Returns: how many were read; fewer than asked for only at the end of the file.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int
}

/// Bytes could not be read; what they hold is then not judged.
package struct ReadFailure: Error, Hashable, Sendable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Bytes that are in memory already.
package struct MemorySource: ByteSource {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var size: Int { bytes.count }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
        guard offset >= 0, offset < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - offset)
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<(offset + count)]))
        }
        return count
    }
}
