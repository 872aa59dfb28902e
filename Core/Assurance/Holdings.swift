package import Estate

/// One restore point of one repository.
package struct PointKey: Hashable, Comparable, Sendable {
    package let repository: String
    package let point: String

    package init(repository: String, point: String) {
        self.repository = repository
        self.point = point
    }

    package static func < (left: PointKey, right: PointKey) -> Bool {
        (left.repository, left.point) < (right.repository, right.point)
    }
}

/// What a restore point holds at and below one path.
package struct PathHolding: Hashable, Sendable {
    package var files: Int
    package var bytes: Int64
    /// When the newest file below it was changed; `nil` when the engine does not say.
    package var newestChange: Instant?

    package init(files: Int = 0, bytes: Int64 = 0, newestChange: Instant? = nil) {
        self.files = files
        self.bytes = bytes
        self.newestChange = newestChange
    }
}

/// What the manifest of a restore point says of the paths that were asked for.
package enum PointHoldings: Hashable, Sendable {
    /// A path that is not a key is not in the restore point.
    case listed([String: PathHolding])
    /// The manifest could not be read; nothing is known of its contents.
    case unlisted(String)
}

/// Paths as backup jobs and manifests name them.
package enum PathScope {
    /// Whether `root` is `path` or a folder above it.
    package static func covers(_ root: String, _ path: String) -> Bool {
        guard root != "/", root != path else { return true }
        let folder = root.hasSuffix("/") ? root : root + "/"
        return path.hasPrefix(folder) || path + "/" == folder
    }

    /// Whether any of `roots` covers `path`.
    package static func covers(_ roots: [String], _ path: String) -> Bool {
        roots.contains { covers($0, path) }
    }
}
