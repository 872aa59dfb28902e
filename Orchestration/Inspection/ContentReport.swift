package import Contracts
package import DataHealth

/// The verdict on one file, and what it attaches to.
package struct JudgedFile: Hashable, Sendable {
    /// The whole path, as it was given; bytes, because names need not be UTF-8.
    package let path: [UInt8]
    package let size: Int
    package let kind: FileKind
    /// SHA-256 of the content: the verdict holds for it wherever else it lies. `nil` when it could not be read.
    package let digest: String?
    package let verdict: ContentVerdict
}

/// What an inspection found.
package struct ContentReport: Hashable, Sendable {
    /// In the order of the paths that were given, then of their bytes.
    package let files: [JudgedFile]
    /// Links, special files, and folders that could not be read, by their whole paths.
    package let skipped: [FileTree.Skipped]
    /// Suffixes that many files got, compared with an older version.
    package let treeFindings: [TreeFinding]
    /// How many files of the older version are gone; `nil` without one.
    package let missing: Int?

    package func count(of state: ContentVerdict.State) -> Int { files.count { $0.verdict.state == state } }

    /// How many bytes were read of the files themselves.
    package var bytes: Int { files.reduce(0) { $0 + $1.size } }

    /// What the command ends with; `nil` when all is well.
    ///
    /// Nothing passes because nothing could be judged.
    package var failure: ErrorCode? {
        if files.contains(where: \.verdict.state.isAlarm) || !treeFindings.isEmpty { return .badContent }
        return count(of: .clean) == 0 ? .findings : nil
    }
}
