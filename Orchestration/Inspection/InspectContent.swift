package import Contracts
package import DataHealth
internal import Synchronization

/// Judges the content of every file of a tree, beside an older version of it when there is one.
package struct InspectContent: Sendable {
    private let files: any ContentFiles
    private let inspector: ContentInspector
    private let panel: PanelOfJudges
    private let workers: Int

    /// - Parameters:
    ///   - panel: programs outside that judge, too.
    ///   - workers: how many files are examined at the same time; memory grows with it, not with the files.
    package init(
        _ files: any ContentFiles, inspector: ContentInspector = ContentInspector(),
        panel: PanelOfJudges = PanelOfJudges(), workers: Int
    ) {
        self.files = files
        self.panel = panel
        self.inspector = inspector
        self.workers = max(1, workers)
    }

    /// Inspects what is at `paths`.
    ///
    /// - Throws: when a path does not exist, when there is no file at all, and when `older` is given for several paths.
    package func report(on paths: [String], against older: String? = nil) async throws -> ContentReport {
        guard !paths.isEmpty, older == nil || paths.count == 1 else {
            throw GroundupError(
                .usage, "An older version can be compared with exactly one path; there are \(paths.count).",
                hint: "Inspect them one after another.")
        }
        let trees = try paths.map { path throws(GroundupError) in try files.tree(at: path) }
        let before = try older.map { path throws(GroundupError) in OlderTree(try files.tree(at: path)) }
        guard trees.contains(where: { !$0.files.isEmpty }) else {
            let shown = paths.map { "'\($0)'" }.joined(separator: ", ")
            throw GroundupError(
                .findings, "There is no file in \(shown): nothing was judged.",
                hint: "Check that this is the right place, and that what should be there was restored.")
        }
        let findings = before.map { $0.newSuffixes(in: trees[0]) } ?? []
        var judged: [JudgedFile] = []
        for tree in trees { judged += await judge(tree, before, findings) }
        return ContentReport(
            files: judged, skipped: trees.flatMap(\.skippedByFullPath), treeFindings: findings,
            missing: before.map { $0.missing(in: trees[0]) }, judges: panel.judges.map(\.identity),
            absentJudges: panel.absent)
    }

    /// Examines the files of a tree, the largest first, so that no worker is left with one at the end.
    private func judge(_ tree: FileTree, _ older: OlderTree?, _ findings: [TreeFinding]) async -> [JudgedFile] {
        let order = tree.files.indices.sorted { tree.files[$0].size > tree.files[$1].size }
        let next = Counter(order.count)
        let names = Set(tree.files.map(\.path))
        let outside = await panel.evidence(on: tree)
        return await withTaskGroup(of: [(Int, JudgedFile)].self) { group in
            for _ in 0..<min(workers, max(1, order.count)) {
                group.addTask {
                    var done: [(Int, JudgedFile)] = []
                    var shared = SharedVerdicts()
                    while let place = next.next().map({ order[$0] }) {
                        let entry = tree.files[place]
                        let file = judge(entry, in: tree, older, names, findings, outside[place], &shared)
                        done.append((place, file))
                    }
                    return done
                }
            }
            var judged: [JudgedFile?] = Array(repeating: nil, count: order.count)
            for await part in group {
                for (place, file) in part { judged[place] = file }
            }
            return judged.compactMap { $0 }
        }
    }

    private func judge(
        _ entry: FileTree.Entry, in tree: FileTree, _ older: OlderTree?, _ names: Set<[UInt8]>,
        _ findings: [TreeFinding], _ outside: [Evidence], _ shared: inout SharedVerdicts
    ) -> JudgedFile {
        let now = files.examine(entry, in: tree, with: inspector)
        let before = older?.entry(for: entry, names, isSingle: tree.isSingleFile).map {
            files.examine($0, in: older?.tree ?? tree, with: inspector)
        }
        let context = findings.filter { TreeRules.concerns(now, $0) }.map(TreeRules.evidence)
        let verdict = ContentJudge.verdict(on: now, older: before, context: context + outside)
        return JudgedFile(
            path: tree.fullPath(of: entry.path), size: max(entry.size, now.size), kind: now.kind, digest: now.digest,
            verdict: shared.kept(verdict))
    }
}

/// Hands out the numbers from 0 on, each to one worker.
private final class Counter: Sendable {
    private let state = Mutex(0)
    private let end: Int

    init(_ end: Int) { self.end = end }

    func next() -> Int? {
        state.withLock { number in
            guard number < end else { return nil }
            defer { number += 1 }
            return number
        }
    }
}

extension FileTree {
    var skippedByFullPath: [Skipped] {
        skipped.map { Skipped(path: fullPath(of: $0.path), reason: $0.reason, hidesContent: $0.hidesContent) }
    }
}
