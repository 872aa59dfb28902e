internal import ByteParsing
internal import Glibc
internal import Graphs

/// A file that is no list of edges: where, what was found, what was expected.
struct GraphFileError: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, line: Int? = nil, _ what: String) {
        description = line.map { "\(path):\($0): \(what)" } ?? "\(path): \(what)"
    }
}

/// An edge list: two node numbers a line, more columns are ignored; lines that start with `#` or `%` are comments.
///
/// A MatrixMarket file is read as the list of its entries, whatever symmetry it declares; its size line is recognised by
/// the header before it and by the number of entries after it.
struct GraphFile {
    private(set) var origins: [Int32] = []
    private(set) var destinations: [Int32] = []
    /// One more than the largest node number.
    private(set) var count = 0

    /// Files beyond this many bytes are refused.
    static let largestSize = 4 << 30
    /// Node numbers beyond are refused: they would mean gigabytes of nodes without edges.
    static let largestNode = 50_000_000

    init(path: String) throws {
        let bytes = try Self.read(path)
        try bytes.withUnsafeBufferPointer { try parse($0, path) }
    }

    init(bytes: [UInt8], path: String) throws {
        try bytes.withUnsafeBufferPointer { try parse($0, path) }
    }

    var graph: DirectedGraph { DirectedGraph(count: count, from: origins, to: destinations) }

    /// The edges that lead to a smaller number: a part that has an order.
    var leadingDown: DirectedGraph {
        let down = origins.indices.filter { origins[$0] > destinations[$0] }
        return DirectedGraph(count: count, from: down.map { origins[$0] }, to: down.map { destinations[$0] })
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw GraphFileError(path, "cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var status = stat()
        guard fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw GraphFileError(path, "is not a file; expected a list of edges")
        }
        guard status.st_size <= largestSize else {
            throw GraphFileError(path, "is larger than \(largestSize >> 30) GiB")
        }
        let size = Int(status.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
            used = fread(buffer.baseAddress, 1, size, file)
        }
    }

    private mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ path: String) throws {
        var scanner = EdgeScanner(bytes)
        let isMatrix = scanner.startsWithMatrixHeader
        var sizeLine: (entries: Int, line: Int)?
        var largest: Int32 = -1
        origins.reserveCapacity(bytes.count / 12)
        destinations.reserveCapacity(bytes.count / 12)
        while scanner.skipToNumbers() {
            guard let from = scanner.number(), let to = scanner.number() else {
                throw GraphFileError(
                    path, line: scanner.line,
                    "expected two node numbers from 0 to \(Self.largestNode), found something else")
            }
            if isMatrix, origins.isEmpty, sizeLine == nil, let entries = scanner.number() {
                sizeLine = (entries, scanner.line)
                scanner.held = (from, to)
            } else {
                origins.append(Int32(truncatingIfNeeded: from))
                destinations.append(Int32(truncatingIfNeeded: to))
                largest = max(largest, Int32(truncatingIfNeeded: max(from, to)))
            }
            guard scanner.finishLine() else {
                throw GraphFileError(path, line: scanner.line, "a line is longer than \(EdgeScanner.longestLine) bytes")
            }
        }
        if let sizeLine, sizeLine.entries != origins.count, let (from, to) = scanner.held {
            // Not the size of what follows, so it was the first entry, with a weight.
            origins.insert(Int32(truncatingIfNeeded: from), at: 0)
            destinations.insert(Int32(truncatingIfNeeded: to), at: 0)
            largest = max(largest, Int32(truncatingIfNeeded: max(from, to)))
        }
        count = Int(largest) + 1
    }
}

/// Moves over the bytes of an edge list; about a gigabyte a second.
private struct EdgeScanner {
    static let longestLine = 1 << 16

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private(set) var line = 1
    /// The two numbers of what may be a size line.
    var held: (Int, Int)?

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var startsWithMatrixHeader: Bool {
        let header = "%%MatrixMarket".utf8
        return bytes.count >= header.count && zip(bytes, header).allSatisfy { $0 == $1 }
    }

    /// Moves to the next line that is neither empty nor a comment; `false` at the end.
    mutating func skipToNumbers() -> Bool {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A {
                line &+= 1
                position &+= 1
            } else if byte.isBlank {
                position &+= 1
            } else if byte == 0x23 || byte == 0x25 {
                while position < bytes.count, bytes[position] != 0x0A { position &+= 1 }
            } else {
                return true
            }
        }
        return false
    }

    /// A decimal number of this line that ends at a blank, a comma or the end of the line.
    mutating func number() -> Int? {
        while position < bytes.count, bytes[position].isBlank || bytes[position] == 0x2C { position &+= 1 }
        var value = 0
        let first = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 {
            value = value &* 10 &+ Int(bytes[position] &- 0x30)
            guard value <= GraphFile.largestNode else { return nil }
            position &+= 1
        }
        guard position > first else { return nil }
        guard position == bytes.count || bytes[position].isBlank || bytes[position] == 0x0A || bytes[position] == 0x2C
        else { return nil }
        return value
    }

    /// Passes over the rest of the line; `false` when that does not end.
    mutating func finishLine() -> Bool {
        let first = position
        while position < bytes.count, bytes[position] != 0x0A {
            position &+= 1
            guard position &- first < Self.longestLine else { return false }
        }
        return true
    }
}
