internal import Contracts

/// Reads a tar archive from front to end and trusts nothing in it.
struct TarReading {
    /// Files, and bytes of all of them together, that a kit may have.
    private static let countLimit = 500_000
    private static let bytesLimit: Int64 = 1 << 40

    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Calls `body` for each file with its header and a way to read all of its contents, which has to be used.
    func run(_ body: (TarHeader, (([UInt8]) throws -> Void) throws -> Void) throws -> Void) throws {
        let file = try KitFile(reading: path)
        var seen: Set<String> = []
        var total: Int64 = 0
        while true {
            let block = try file.read(TarHeader.length)
            if block.allSatisfy({ $0 == 0 }), block.count == TarHeader.length { return try Self.end(file) }
            let header = try TarHeader(block)
            total += header.size
            guard seen.insert(header.path).inserted else {
                throw TarHeader.failure("'\(header.path)' stands in it twice")
            }
            guard seen.count <= Self.countLimit, total <= Self.bytesLimit else {
                throw TarHeader.failure("it holds more than \(Self.countLimit) files or \(Self.bytesLimit) bytes")
            }
            try body(header) { use in
                var left = header.size
                while left > 0 {
                    let part = try file.read(Int(min(left, 1 << 20)))
                    guard !part.isEmpty else { throw TarHeader.failure("it ends within '\(header.path)'") }
                    left -= Int64(part.count)
                    try use(part)
                }
            }
            let padding = try file.read(Self.padding(header.size))
            guard padding.count == Self.padding(header.size), padding.allSatisfy({ $0 == 0 }) else {
                throw TarHeader.failure("it was changed or cut off behind '\(header.path)'")
            }
        }
    }

    /// Zeros that fill a file's last block.
    static func padding(_ size: Int64) -> Int { Int((512 - size % 512) % 512) }

    /// A second empty block, and nothing behind it.
    private static func end(_ file: borrowing KitFile) throws {
        let rest = try file.read(2 * TarHeader.length)
        guard rest.count == TarHeader.length, rest.allSatisfy({ $0 == 0 }) else {
            throw TarHeader.failure("something stands behind its end, or its end is missing")
        }
    }
}
