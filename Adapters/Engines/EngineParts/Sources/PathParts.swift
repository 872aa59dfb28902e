/// Many paths in parts that fit into one command line each.
package enum PathParts {
    /// - Parameter paths: `nil` for all, which is one part.
    package static func parts(_ paths: [String]?) -> [[String]?] {
        guard let paths else { return [nil] }
        var parts: [[String]] = []
        var bytes = 0
        for path in paths {
            bytes += path.utf8.count + 32
            if parts.isEmpty || bytes > 64 << 10 {
                parts.append([])
                bytes = path.utf8.count + 32
            }
            parts[parts.count - 1].append(path)
        }
        return parts
    }
}
