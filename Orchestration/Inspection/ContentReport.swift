package import Contracts
package import DataHealth

/// The verdict on one file, and what it attaches to.
package struct JudgedFile: Hashable, Sendable {
    /// The whole path, as it was given; bytes, because names need not be UTF-8.
    package let path: [UInt8]
    package let size: Int
    package let kind: FileKind
    /// SHA-256 of the content, `nil` when it could not be read: the verdict holds for it wherever else it lies.
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
    /// The programs outside that judged, too, and those that were asked for and could not.
    package let judges: [JudgeIdentity]
    package let absentJudges: [PanelOfJudges.Absent]

    package func count(of state: ContentVerdict.State) -> Int { files.count { $0.verdict.state == state } }

    /// How many bytes were read of the files themselves.
    package var bytes: Int { files.reduce(0) { $0 + $1.size } }

    /// What the command ends with; `nil` when all is well.
    ///
    /// Nothing passes because nothing could be judged, or because who was asked for did not judge.
    package var failure: ErrorCode? {
        if files.contains(where: \.verdict.state.isAlarm) || !treeFindings.isEmpty { return .badContent }
        let isSilent = judges.contains { counts(of: $0).judged == 0 }
        return count(of: .clean) == 0 || !absentJudges.isEmpty || isSilent ? .findings : nil
    }

    /// On how many files a judge had an opinion, and on how many it had none.
    package func counts(of judge: JudgeIdentity) -> (judged: Int, notJudged: Int) {
        let prefix = "Not judged by \(judge.name):"
        let failed = files.count { file in
            file.verdict.evidence.contains { $0.rule == .judgeFailed && $0.words.hasPrefix(prefix) }
        }
        return (files.count - failed, failed)
    }
}
