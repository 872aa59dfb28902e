package import Contracts

/// Where on a host the contents of a tree belong, and how names in the tree and paths on the host belong together.
package struct HostPaths: Hashable, Sendable {
    /// An absolute path, without a slash at its end; `/` for the tree of a whole host.
    package let root: String

    package init(root: String) {
        self.root = root
    }

    /// The path on the host; `name` is relative to the tree, `.` or empty for the tree itself.
    package func path(_ name: String) -> String {
        let base = root == "/" ? "" : root
        return name.isEmpty || name == "." ? root : "\(base)/\(name)"
    }

    /// The name in the tree of a path on the host, `.` for the tree itself; `nil` when it lies elsewhere.
    ///
    /// A folder that the tree's own place is in holds all of it.
    package func name(_ path: String) throws(EngineFailure) -> String? {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard Self.isPath(path) else {
            throw EngineFailure(.unsupported, "'\(path.prefix(64))' is no absolute path")
        }
        if path == "/" || path == root || root.hasPrefix("\(path)/") { return "." }
        let base = root == "/" ? "/" : "\(root)/"
        return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : nil
    }

    /// `/` alone, or parts that each stand for themselves; names may hold line ends.
    package static func isPath(_ path: String) -> Bool {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { return false }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return path == "/" || parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// The names of several paths, those that lie elsewhere left out, and those within others too.
    package func names(_ paths: [String]) throws(EngineFailure) -> [String] {
        var names: Set<String> = []
        for path in paths {
            if let name = try name(path) { names.insert(name) }
        }
        if names.contains(".") { return ["."] }
        return names.filter { !Self.ancestors($0).contains(where: names.contains) }.sorted()
    }

    /// Whether a name is one of those asked for, or lies in one; `.` asks for all.
    package static func isHeld(_ name: String, _ wanted: Set<String>) -> Bool {
        wanted.contains(".") || wanted.contains(name) || ancestors(name).contains(where: wanted.contains)
    }

    private static func ancestors(_ name: String) -> [String] {
        name.indices.filter { name[$0] == "/" }.map { String(name[..<$0]) }
    }
}
