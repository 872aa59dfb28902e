internal import Assurance
internal import Contracts
internal import Synchronization

/// Adds up what lies at and below each wanted path while a manifest goes by; none of its entries is kept.
///
/// The wanted paths are a tree of their folders' names. An entry is followed down that tree by its bytes, so its cost is that
/// of the folders that it shares with a wanted path, however many entries and however many wanted paths there are.
final class HeldPaths: Sendable {
    private let tree: PathTree
    private let held: Mutex<[PathHolding?]>

    init(_ paths: Set<String>) {
        tree = PathTree(paths.sorted())
        held = Mutex(Array(repeating: nil, count: paths.count))
    }

    /// By path; one of which nothing was seen is not a key.
    var all: [String: PathHolding] {
        held.withLock { held in
            zip(tree.paths, held).reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    func add(_ entry: ManifestEntry) {
        var path = entry.path
        path.withUTF8 { bytes in
            held.withLock { held in
                tree.follow(bytes) { held[$0, default: PathHolding()].add(entry) }
            }
        }
    }
}

extension PathHolding {
    /// Sizes come from outside: a sum that does not fit stays at the largest number.
    fileprivate mutating func add(_ entry: ManifestEntry) {
        guard entry.type != "dir" else { return }
        files += 1
        let (sum, isTooLarge) = bytes.addingReportingOverflow(max(0, entry.bytes))
        bytes = isTooLarge ? .max : sum
        if let changed = entry.modifiedAt { newestChange = newestChange.map { max($0, changed) } ?? changed }
    }
}

extension [PathHolding?] {
    fileprivate subscript(place: Int, default fallback: PathHolding) -> PathHolding {
        get { self[place] ?? fallback }
        set { self[place] = newValue }
    }
}

/// Paths as a tree of the names between their slashes.
struct PathTree: Sendable {
    private struct Node {
        var name: [UInt8]
        /// Where among the paths those are that end here.
        var paths: [Int] = []
        /// Ascending by name.
        var children: [Int] = []
    }

    let paths: [String]
    /// The first one is the root folder.
    private var nodes = [Node(name: [])]

    /// - Parameter paths: a slash at the end of one means nothing.
    init(_ paths: [String]) {
        self.paths = paths
        for (number, path) in paths.enumerated() {
            var node = 0
            for name in path.utf8.split(separator: UInt8(ascii: "/")) { node = child(of: node, named: Array(name)) }
            nodes[node].paths.append(number)
        }
    }

    private mutating func child(of node: Int, named name: [UInt8]) -> Int {
        let place = nodes[node].children.firstIndex { !nodes[$0].name.lexicographicallyPrecedes(name) }
        if let place, nodes[nodes[node].children[place]].name == name { return nodes[node].children[place] }
        nodes.append(Node(name: name))
        nodes[node].children.insert(nodes.count - 1, at: place ?? nodes[node].children.count)
        return nodes.count - 1
    }

    /// Gives the number of each path that is `path` or a folder above it.
    func follow(_ path: UnsafeBufferPointer<UInt8>, found: (Int) -> Void) {
        var node = 0
        var start = 0
        for number in nodes[0].paths { found(number) }
        while start < path.count, !nodes[node].children.isEmpty {
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            if end > start {
                guard let next = child(of: node, in: path, start, end) else { return }
                node = next
                for number in nodes[node].paths { found(number) }
            }
            start = end + 1
        }
    }

    /// Found by binary search: a host may have hundreds of changed files in one folder.
    private func child(of node: Int, in path: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var low = 0
        var high = nodes[node].children.count
        while low < high {
            let middle = (low + high) / 2
            let child = nodes[node].children[middle]
            let order = compare(nodes[child].name, path, start, end)
            if order == 0 { return child }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private func compare(_ name: [UInt8], _ path: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let length = end - start
        for place in 0..<min(name.count, length) where name[place] != path[start + place] {
            return name[place] < path[start + place] ? -1 : 1
        }
        return name.count - length
    }
}
