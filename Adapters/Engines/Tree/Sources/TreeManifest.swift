import Contracts
import EngineParts
import Estate
import Synchronization

/// Reads what `files.sh` and `changes.sh` print: one entry a line, with the bytes of line ends and NUL exchanged.
enum TreeLine {
    /// What `find` says of an entry.
    struct Entry: Hashable {
        let type: UInt8
        let bytes: Int64
        let seconds: Int64
        /// As it is named in the tree, in whatever encoding; empty for the tree itself.
        let name: [UInt8]

        var word: String {
            switch type {
            case UInt8(ascii: "f"): "file"
            case UInt8(ascii: "d"): "dir"
            case UInt8(ascii: "l"): "symlink"
            default: "other"
            }
        }
    }

    /// `TYPE SIZE SECONDS.FRACTION ./NAME`.
    static func entry(_ line: [UInt8]) throws(EngineFailure) -> Entry {
        let parts = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].count == 1, let bytes = Int64(text(parts[1])),
            let seconds = Int64(text(parts[2].prefix { $0 != 0x2E }))
        else { throw EngineFailure(.unknown, "a line of the list of files is not readable") }
        return Entry(type: parts[0][parts[0].startIndex], bytes: bytes, seconds: seconds, name: name(parts[3]))
    }

    /// The status in the last line; `nil` for every other line.
    static func status(_ line: [UInt8]) -> Int? {
        let text = text(line.prefix(12))
        return text.hasPrefix("end ") ? Int(text.dropFirst(4)) : nil
    }

    /// Without the `./` at its beginning, and with its line ends.
    static func name(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.dropFirst(bytes.starts(with: [0x2E, 0x2F]) ? 2 : 1).map { $0 == 0 ? 0x0A : $0 }
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}

/// Gives each entry of a tree, and knows whether its end was reached.
final class TreeManifest: Sendable {
    private let each: @Sendable (TreeLine.Entry) -> Void
    private let status = Mutex<Int?>(nil)

    init(each: @escaping @Sendable (TreeLine.Entry) -> Void) {
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        if let code = TreeLine.status(line) {
            status.withLock { $0 = code }
        } else {
            each(try TreeLine.entry(line))
        }
    }

    func finish() throws(EngineFailure) {
        switch status.withLock({ $0 }) {
        case 0: return
        case nil: throw EngineFailure(.unknown, "the list of files has no end")
        case let code?: throw EngineFailure(.corrupt, "not all of the tree can be read: find ended with \(code)")
        }
    }
}

/// Puts the two sides of a comparison together, which come sorted by path.
final class TreeDifference: Sendable {
    private struct Side {
        let name: [UInt8]
        let isOlder: Bool
    }

    private struct State {
        var pending: Side?
        var status: Int?
    }

    private let places: HostPaths
    private let each: @Sendable (PathChange) -> Void
    private let state = Mutex(State())

    init(places: HostPaths, each: @escaping @Sendable (PathChange) -> Void) {
        self.places = places
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        let changes = try state.withLock { state -> [PathChange] in
            if let code = TreeLine.status(line) {
                state.status = code
                return flush(&state)
            }
            let isOlder = line.first == UInt8(ascii: ".")
            let text = isOlder ? line[...] : line.dropFirst()
            guard let end = text.firstRange(of: [0x2F, 0x2F])?.lowerBound else {
                throw EngineFailure(.unknown, "a line of the comparison is not readable")
            }
            let side = Side(name: TreeLine.name(text[..<end]), isOlder: isOlder)
            if let pending = state.pending, pending.name == side.name, pending.isOlder != side.isOlder {
                state.pending = nil
                return [change(.modified, side)]
            }
            let before = flush(&state)
            state.pending = side
            return before
        }
        changes.forEach(each)
    }

    func finish() throws(EngineFailure) {
        guard state.withLock({ $0.status }) == 0 else {
            throw EngineFailure(.corrupt, "not all of the two trees could be read")
        }
    }

    private func flush(_ state: inout State) -> [PathChange] {
        defer { state.pending = nil }
        return state.pending.map { [change($0.isOlder ? .removed : .added, $0)] } ?? []
    }

    private func change(_ kind: PathChange.Kind, _ side: Side) -> PathChange {
        PathChange(kind, places.path(TreeLine.text(side.name)))
    }
}
