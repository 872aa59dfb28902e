private import Synchronization

/// Cuts what comes in pieces into lines; holds no more than one line.
final class LineGathering: Sendable {
    private let limit: Int
    private let end: UInt8
    private let line: @Sendable ([UInt8]) throws -> Void
    private let rest = Mutex<[UInt8]>([])

    init(limit: Int, end: UInt8 = 0x0A, line: @escaping @Sendable ([UInt8]) throws -> Void) {
        self.limit = limit
        self.end = end
        self.line = line
    }

    func receive(_ chunk: [UInt8]) throws {
        try rest.withLock { rest in
            var start = chunk.startIndex
            while let end = chunk[start...].firstIndex(of: self.end) {
                rest += chunk[start..<end]
                try give(&rest)
                start = end + 1
            }
            rest += chunk[start...]
            guard rest.count <= limit else { throw tooLong }
        }
    }

    /// The last line counts without a line feed too.
    func finish() throws {
        try rest.withLock { rest in
            if !rest.isEmpty { try give(&rest) }
        }
    }

    private func give(_ rest: inout [UInt8]) throws {
        guard rest.count <= limit else { throw tooLong }
        defer { rest.removeAll(keepingCapacity: true) }
        try line(rest)
    }

    private var tooLong: EngineFailure {
        EngineFailure(.unknown, "expected lines of at most \(limit) bytes, found a longer one")
    }
}
