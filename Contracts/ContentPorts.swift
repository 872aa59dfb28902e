package import DataHealth

/// The regular files below a folder, and what was left out.
package struct FileTree: Hashable, Sendable {
    /// A file by its name below the root: bytes, because names need not be UTF-8.
    package struct Entry: Hashable, Sendable {
        package let path: [UInt8]
        package let size: Int

        package init(path: [UInt8], size: Int) {
            self.path = path
            self.size = size
        }
    }

    /// What was not looked into.
    package struct Skipped: Hashable, Sendable {
        package let path: [UInt8]
        package let reason: String
        /// Whether it may hold content that should have been judged, such as a folder that cannot be read.
        package let hidesContent: Bool

        package init(path: [UInt8], reason: String, hidesContent: Bool) {
            self.path = path
            self.reason = reason
            self.hidesContent = hidesContent
        }
    }

    /// The folder that all paths are below.
    package let root: [UInt8]
    /// Whether a single file was asked for, so that an older version may have another name.
    package let isSingleFile: Bool
    /// In the order of their bytes.
    package let files: [Entry]
    package let skipped: [Skipped]

    package init(root: [UInt8], isSingleFile: Bool, files: [Entry], skipped: [Skipped]) {
        self.root = root
        self.isSingleFile = isSingleFile
        self.files = files
        self.skipped = skipped
    }

    /// The whole path of a file.
    package func fullPath(of entry: [UInt8]) -> [UInt8] {
        root.isEmpty || root.last == 0x2F ? root + entry : root + [0x2F] + entry
    }
}

/// Files whose content is judged: a folder, a mounted snapshot, what an engine restored.
package protocol ContentFiles: Sendable {
    /// Lists what is below `path`, which may be a file; symbolic links are not followed, special files not opened.
    ///
    /// - Throws: when there is nothing of that name. A folder inside that cannot be read is in `skipped`.
    func tree(at path: String) throws(GroundupError) -> FileTree

    /// Examines one file of a tree and hashes its content.
    ///
    /// Never throws: what cannot be read is an examination with a failure. May be called from many threads.
    func examine(
        _ entry: FileTree.Entry, in tree: FileTree, with inspector: ContentInspector
    ) -> ContentExamination
}
