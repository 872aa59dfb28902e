package import Estate

/// What changed from one restore point to the next, as the backup tool's own metadata tells it; no data is read for it.
package struct PointDifference: Hashable, Sendable {
    package var takenAt: Instant
    package var added: [File]
    package var removed: [File]
    /// Files whose contents changed; a new modification time alone is no change.
    package var modified: Int
    package var filesBefore: Int
    package var bytesBefore: Int64
    package var bytesAfter: Int64
    /// Bytes that were new to the repository, before and after compression, where the tool tells.
    package var newBytes: Int64?
    package var storedBytes: Int64?

    package init(
        takenAt: Instant, added: [File], removed: [File], modified: Int, filesBefore: Int, bytesBefore: Int64,
        bytesAfter: Int64, newBytes: Int64? = nil, storedBytes: Int64? = nil
    ) {
        self.takenAt = takenAt
        self.added = added
        self.removed = removed
        self.modified = modified
        self.filesBefore = filesBefore
        self.bytesBefore = bytesBefore
        self.bytesAfter = bytesAfter
        self.newBytes = newBytes
        self.storedBytes = storedBytes
    }

    package struct File: Hashable, Sendable {
        package var path: String
        package var bytes: Int64

        package init(path: String, bytes: Int64) {
            self.path = path
            self.bytes = bytes
        }

        /// The last path component after its last full stop, with the stop; empty when there is none.
        var suffix: Substring {
            let name = name
            guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
            return name[dot...]
        }

        var folder: Substring { path[..<name.startIndex] }

        private var name: Substring {
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
            return path[path.utf8.index(after: slash)...]
        }
    }

    /// Files that changed in any way, as a share of those there were; 0 when there were none.
    var changedShare: Double {
        filesBefore == 0 ? 0 : Double(max(added.count, removed.count) + modified) / Double(filesBefore)
    }
}
