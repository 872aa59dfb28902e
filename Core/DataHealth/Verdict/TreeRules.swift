/// What only a look at a whole tree shows, compared with an older one.
package struct TreeFinding: Hashable, Sendable {
    package let suffix: String
    /// How many files lost their old name to one with this suffix.
    package let renamed: Int
    package let files: Int

    package var words: String {
        "\(renamed) of \(files) files got the new suffix '.\(suffix)' and lost their old name."
    }
}

package enum TreeRules {
    /// Fewer renamed files are somebody's doing, not a program's.
    static let fewestRenamed = 20

    /// Suffixes that swallowed many files: each has the name of an older file that is gone, with the suffix appended.
    ///
    /// - Parameters:
    ///   - now: paths below the inspected folder.
    ///   - before: paths below the older one.
    package static func newSuffixes(now: [String], before: Set<String>) -> [TreeFinding] {
        let present = Set(now)
        var renamed: [String: Int] = [:]
        for path in now {
            guard let (suffix, original) = appended(to: path), before.contains(original), !present.contains(original),
                !before.contains(path)
            else { continue }
            renamed[suffix, default: 0] += 1
        }
        let enough = max(fewestRenamed, before.count / 50)
        return renamed.filter { $0.value >= min(enough, max(2, before.count / 20)) }
            .map { TreeFinding(suffix: $0.key, renamed: $0.value, files: before.count) }
            .sorted { ($1.renamed, $0.suffix) < ($0.renamed, $1.suffix) }
    }

    /// Whether a file is one of those that a finding speaks of.
    ///
    /// Programs rename many files, too: what was compressed is of a known kind and sound.
    package static func concerns(_ file: ContentExamination, _ finding: TreeFinding) -> Bool {
        guard file.name.hasSuffix(".\(finding.suffix)") else { return false }
        return file.isKindLost || file.isEncodedRandom || file.structure?.state == .damaged
    }

    private static func appended(to path: String) -> (suffix: String, original: String)? {
        guard let point = path.lastIndex(of: "."), point != path.startIndex, !path[point...].contains("/") else {
            return nil
        }
        let original = String(path[..<point])
        guard !original.hasSuffix("/") else { return nil }
        return (String(path[path.index(after: point)...]), original)
    }

    package static func evidence(_ finding: TreeFinding) -> Evidence {
        Evidence(.newSuffix, finding.words, ["renamed": finding.renamed, "files": finding.files])
    }
}
