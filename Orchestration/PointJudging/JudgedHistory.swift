internal import Contracts
internal import DataHealth
internal import Estate
internal import PointChoice

/// The points of a lineage that are still in the repository, with what they hold.
struct JudgedHistory {
    /// Oldest first.
    let points: [JudgedPoint]
    private let contents: [HeldContent]
    /// For each point that was read, the place of the first one from it on that is still there.
    private let firstPlace: [Int]

    /// - Parameter looks: what looks at what is stored found of the points, which counts beside what was read of them.
    init(_ read: [ReadPoint], _ contents: [HeldContent], listed: [RestorePoint], looks: StoredCondition = .init()) {
        self.contents = contents
        let byID = Dictionary(read.map { ($0.id, $0) }) { first, _ in first }
        let tallies = Tallies(contents, count: read.count)
        var positions: [Int] = []
        points = listed.map { point in
            guard let known = byID[point.id] else {
                positions.append(-1)
                return looks.applied(
                    to: JudgedPoint(
                        record: PointRecord(
                            id: point.id, takenAt: point.takenAt, integrity: .notVerified("it was not read"),
                            contents: .notJudged("it was not read"))))
            }
            positions.append(known.position)
            return looks.applied(to: tallies.point(known, state: point.state), read: known)
        }
        var firstPlace = [Int](repeating: listed.count, count: read.count + 1)
        for (place, position) in positions.enumerated() where position >= 0 { firstPlace[position] = place }
        for position in read.indices.reversed() where firstPlace[position] == listed.count {
            firstPlace[position] = firstPlace[position + 1]
        }
        self.firstPlace = firstPlace
    }

    func points(with probabilities: [Double]) -> [JudgedPoint] {
        zip(points, probabilities).map { point, probability in
            var point = point
            point.damageProbability = probability
            return point
        }
    }

    /// The newest whole point with its condemned files exchanged, as places among `points`; `nil` when none is whole.
    ///
    /// - Parameter folder: only what lies below it.
    func choice(below folder: String = "/") -> CompositePoint? {
        let usable = points.map { $0.record.integrity == .whole }
        let byPath = Dictionary(grouping: contents.filter { isBelow($0.path, folder) }, by: \.path)
        let files = byPath.map { path, versions in
            FileHistory(path: path, group: Self.database(of: path), versions: versions.compactMap(version))
        }
        return CompositePoint(files: files, usable: usable)
    }

    /// What files of one database have in common; `nil` for any other file.
    ///
    /// Those of SQLite are known by their names: a log of one moment destroys the file of another.
    private static func database(of path: String) -> String? {
        for suffix in ["-wal", "-shm", "-journal"] where path.hasSuffix(suffix) {
            return String(path.dropLast(suffix.count))
        }
        return [".db", ".sqlite", ".sqlite3", ".db3"].contains { path.hasSuffix($0) } ? path : nil
    }

    /// `nil` when nothing is condemned in the newest whole point.
    var composite: PointReport.Composite? {
        guard let found = choice(), !found.replaced.isEmpty || !found.leftOut.isEmpty else { return nil }
        return PointReport.Composite(
            base: points[found.base].record.id,
            older: found.replaced.sorted { $0.key > $1.key }.map { place, paths in
                PointReport.Composite.Part(
                    point: points[place].record.id, takenAt: points[place].record.takenAt, paths: paths)
            }, leftOut: found.leftOut)
    }

    /// The places, among the points that are still there, of those that hold a content; `nil` when none does.
    private func version(_ content: HeldContent) -> FileHistory.Version? {
        let first = firstPlace[min(content.first, firstPlace.count - 1)]
        let end = content.end.map { firstPlace[min($0, firstPlace.count - 1)] } ?? points.count
        guard first < end else { return nil }
        let standing: FileHistory.Standing =
            switch content.state {
            case .clean, .suspicious: .clean
            case .bad: .condemned
            case .notJudged: .notJudged
            }
        return FileHistory.Version(points: first..<end, standing: standing)
    }
}

/// How many contents of each state every point holds; linear in the contents.
private struct Tallies {
    private var counts: [[ContentVerdict.State: Int]]
    private var condemned: [[JudgedPoint.Condemned]]

    init(_ contents: [HeldContent], count: Int) {
        var changes = [[ContentVerdict.State: Int]](repeating: [:], count: count + 1)
        condemned = Array(repeating: [], count: count)
        for content in contents where content.first < count {
            let end = min(content.end ?? count, count)
            changes[content.first][content.state, default: 0] += 1
            changes[end][content.state, default: 0] -= 1
            guard content.state == .bad else { continue }
            for position in content.first..<end where condemned[position].count < JudgedPoint.named {
                condemned[position].append(JudgedPoint.Condemned(path: content.path, reason: content.reason))
            }
        }
        counts = []
        var sum: [ContentVerdict.State: Int] = [:]
        for change in changes.dropLast() {
            sum.merge(change) { $0 + $1 }
            counts.append(sum)
        }
    }

    func point(_ known: ReadPoint, state: RestorePoint.State) -> JudgedPoint {
        let count = counts[known.position]
        let bad = count[.bad] ?? 0
        let clean = count[.clean] ?? 0
        let contents: PointRecord.Contents =
            bad > 0 ? .condemned(bad) : clean > 0 ? .clean : .notJudged("nothing in it could be judged")
        let integrity: PointRecord.Integrity =
            known.damage.map { .broken($0) }
            ?? (state == .complete ? .whole : .broken("its backup left something out"))
        return JudgedPoint(
            record: PointRecord(
                id: known.id, takenAt: known.takenAt, integrity: integrity, contents: contents,
                alarms: known.alarms.sorted { $0.key < $1.key }.map { .told(rule: $0.key, text: $0.value) }),
            files: count.values.reduce(0, +), suspicious: count[.suspicious] ?? 0, notJudged: count[.notJudged] ?? 0,
            condemned: condemned[known.position])
    }
}
