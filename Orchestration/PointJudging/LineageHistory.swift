internal import Contracts
internal import DataHealth
internal import Estate
internal import PointChoice

/// What is known of the points of one lineage that were read, and what another one adds to it.
struct LineageHistory: Sendable {
    private(set) var points: [ReadPoint]
    /// By path: what the newest point that was read holds.
    private var current: [String: HeldContent]
    private var churn: ChurnRules

    /// What one point more adds.
    struct Step: Sendable {
        var point: ReadPoint
        var new: [HeldContent] = []
        var ended: [String] = []
    }

    /// - Parameter contents: by path and first point, as the store keeps them.
    init(_ points: [ReadPoint], _ contents: [HeldContent]) {
        self.points = points
        current = [:]
        churn = ChurnRules(first: [])
        replay(contents)
    }

    /// The newest point whose contents are known.
    var lastWhole: ReadPoint? { points.last { $0.damage == nil } }

    /// Those of `paths` that the newest point holds.
    func held(_ paths: [String]) -> [String] { paths.filter { current[$0] != nil } }

    func damaged(_ point: RestorePoint, _ damage: String, at now: Instant) -> Step {
        Step(
            point: ReadPoint(
                position: points.count, id: point.id, takenAt: point.takenAt, damage: damage, readAt: now))
    }

    /// - Parameters:
    ///   - folder: where the files that were read lie.
    ///   - removed: paths that the point holds no more.
    func step(
        _ point: RestorePoint, read files: [JudgedFile], below folder: String, removed: [String], at now: Instant
    ) -> Step {
        let prefix = folder.utf8.count
        let new = files.map { file in
            HeldContent(
                path: String(decoding: file.path.dropFirst(prefix), as: UTF8.self), digest: file.digest,
                bytes: Int64(file.size), first: points.count, state: file.verdict.state, reason: file.verdict.reason)
        }
        var rules = churn
        let alarms =
            lastWhole == nil ? [] : rules.alarms(for: difference(new, removed, point.takenAt))
        return Step(
            point: ReadPoint(
                position: points.count, id: point.id, takenAt: point.takenAt,
                alarms: Dictionary(alarms.map { ($0.rule, $0.text) }) { $0 + "; " + $1 }, readAt: now),
            new: new, ended: removed)
    }

    mutating func take(_ step: Step) {
        defer { points.append(step.point) }
        guard step.point.damage == nil else { return }
        if lastWhole == nil {
            churn = ChurnRules(first: step.new.map(Self.file))
        } else {
            _ = churn.alarms(for: difference(step.new, step.ended, step.point.takenAt))
        }
        for path in step.ended { current[path] = nil }
        for content in step.new { current[content.path] = content }
    }

    // MARK: - Parts

    private func difference(_ new: [HeldContent], _ removed: [String], _ takenAt: Instant) -> PointDifference {
        let gone = removed.compactMap { current[$0] }
        let changed = new.filter { current[$0.path] != nil }
        let before = current.values.reduce(Int64(0)) { $0 + $1.bytes }
        let after =
            before + new.reduce(0) { $0 + $1.bytes } - gone.reduce(0) { $0 + $1.bytes }
            - changed.reduce(0) { $0 + (current[$1.path]?.bytes ?? 0) }
        return PointDifference(
            takenAt: takenAt, added: new.filter { current[$0.path] == nil }.map(Self.file),
            removed: gone.map(Self.file), modified: changed.count, filesBefore: current.count, bytesBefore: before,
            bytesAfter: after)
    }

    private static func file(_ content: HeldContent) -> PointDifference.File {
        PointDifference.File(path: content.path, bytes: content.bytes)
    }

    /// Goes through the points again, so that what is usual is known.
    private mutating func replay(_ contents: [HeldContent]) {
        let known = points
        points = []
        let begun = Dictionary(grouping: contents, by: \.first)
        let ended = Dictionary(grouping: contents.filter { $0.end != nil }) { $0.end ?? 0 }
        for point in known {
            let new = begun[point.position] ?? []
            let names = Set(new.map(\.path))
            take(
                Step(
                    point: point, new: new,
                    ended: (ended[point.position] ?? []).map(\.path).filter { !names.contains($0) }))
        }
    }
}
