import Contracts

/// The names of a snapshot while the changes that lead to a later one are applied to them.
///
/// Changes come one after the other, through names that are there only in between: what differs in the end is known when all
/// have been applied. Only paths that some change names are kept.
struct ChangedTree: Sendable {
    private struct Node {
        /// Where it was in the earlier snapshot; `nil` when it was not there.
        let original: String?
        /// By name; `gone` for a name that is no longer there.
        var children: [String: Int] = [:]
        var isWritten = false
    }

    private static let gone = -1
    private static let limit = 4_000_000
    private var nodes = [Node(original: "")]
    private var removed: Set<String> = []

    mutating func apply(_ command: SendCommand) throws(EngineFailure) {
        switch command {
        case .make(let path), .link(let path): try put(try added(Node(original: nil)), at: path)
        case .rename(let old, let new): try put(try take(old), at: new)
        case .remove(let path): forget(try take(path))
        case .write(let path): nodes[try node(at: Self.parts(path))].isWritten = true
        case .describe: break
        }
    }

    /// What differs in the end, sorted by path.
    func changes() -> [PathChange] {
        var old = removed
        var new: Set<String> = []
        var written: Set<String> = []
        var left = [(node: 0, path: "", original: String?.some(""))]
        while let here = left.popLast() {
            for (name, child) in nodes[here.node].children where child != Self.gone {
                let path = "\(here.path)/\(name)"
                let original = nodes[child].original
                left.append((child, path, original))
                // What only came along with its folder is told by the folder.
                let expected = here.original.map { "\($0)/\(name)" }
                if original == nil || original != expected {
                    new.insert(path)
                    if let original { old.insert(original) }
                } else if nodes[child].isWritten {
                    written.insert(path)
                }
            }
        }
        let both = old.intersection(new)
        let all =
            written.union(both).map { PathChange(.modified, $0) }
            + old.subtracting(both).map { PathChange(.removed, $0) }
            + new.subtracting(both).subtracting(written).map { PathChange(.added, $0) }
        return all.sorted { ($0.path, $0.kind.rawValue) < ($1.path, $1.kind.rawValue) }
    }

    private static func parts(_ path: String) -> ArraySlice<Substring> { path.split(separator: "/")[...] }

    private mutating func added(_ node: Node) throws(EngineFailure) -> Int {
        guard nodes.count < Self.limit else {
            throw EngineFailure(.unsupported, "more than \(Self.limit) paths differ")
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func node(at parts: ArraySlice<Substring>) throws(EngineFailure) -> Int {
        var here = 0
        for part in parts {
            let name = String(part)
            if let child = nodes[here].children[name] {
                guard child != Self.gone else { throw Self.unknown(parts) }
                here = child
            } else {
                // It is named for the first time, so it was in the earlier snapshot.
                guard let original = nodes[here].original else { throw Self.unknown(parts) }
                let child = try added(Node(original: "\(original)/\(name)"))
                nodes[here].children[name] = child
                here = child
            }
        }
        return here
    }

    private mutating func take(_ path: String) throws(EngineFailure) -> Int {
        let parts = Self.parts(path)
        guard let name = parts.last else { throw Self.unknown(parts) }
        let taken = try node(at: parts)
        nodes[try node(at: parts.dropLast())].children[String(name)] = Self.gone
        return taken
    }

    private mutating func put(_ node: Int, at path: String) throws(EngineFailure) {
        let parts = Self.parts(path)
        guard let name = parts.last else { throw Self.unknown(parts) }
        let folder = try self.node(at: parts.dropLast())
        if let covered = nodes[folder].children[String(name)], covered != Self.gone { forget(covered) }
        nodes[folder].children[String(name)] = node
    }

    private mutating func forget(_ node: Int) {
        if let original = nodes[node].original { removed.insert(original) }
    }

    private static func unknown(_ parts: ArraySlice<Substring>) -> EngineFailure {
        EngineFailure(
            .corrupt, "the changes name '/\(parts.joined(separator: "/").prefix(200))', which is not there then")
    }
}
