import Assurance
import Estate

/// The example with restore points over time.
extension Example {
    static let day: Int64 = 86_400

    /// Replaces the restore points of `host` by ones of these ages in hours; all of them were seen before, when they were there.
    ///
    /// - Parameter firstLook: hours before now; later points were seen as they came.
    mutating func series(
        _ host: String, agesInHours ages: [Int64], firstLook: Int64 = 24 * 365, seconds: [Int64?] = []
    ) {
        let paths = host == "db1" ? ["/var/backups/postgresql"] : ["/srv/uploads"]
        repositories[0].points.removeAll { $0.host == host }
        for (number, age) in ages.enumerated() {
            var point = PointFacts(id: "\(host)-\(age)", host: host, takenAt: ago(age), paths: paths)
            if number < seconds.count { point.seconds = seconds[number] }
            repositories[0].points.append(point)
            hold(point.id, paths[0])
            guard age > 0 else { continue }
            let seen = max(ago(firstLook), point.takenAt)
            history.points.append(SeenPoint(repository: "shop", facts: point, firstSeen: seen, lastSeen: ago(1)))
        }
        repositories[0].points.sort { ($0.takenAt, $0.id) < ($1.takenAt, $1.id) }
    }

    /// Takes restore points out of the repository; earlier looks saw them.
    mutating func vanish(_ ids: String...) {
        repositories[0].points.removeAll { ids.contains($0.id) }
        for id in ids { holdings[PointKey(repository: "shop", point: id)] = nil }
    }

    /// One dump of db1 a day, the newest an hour old.
    mutating func dailyDumps(_ count: Int64) { series("db1", agesInHours: (0..<count).map { $0 * 24 + 1 }.reversed()) }

    mutating func sizes(_ asset: String, _ bytes: [Int64]) {
        for (number, size) in bytes.enumerated() {
            let age = Int64(bytes.count - number) * 24
            history.sizes.append(
                SeenSize(
                    asset: AssetID(asset), key: PointKey(repository: "shop", point: "s\(number)"), takenAt: ago(age),
                    files: 1, bytes: size))
        }
    }

    /// What a rule said of one subject: its states, worst last.
    func states(_ rule: any ObjectiveRule.Type, of subject: String) -> [ObjectiveResult.State] {
        report.objectives.filter { $0.rule == rule.id && $0.subject == subject }.map(\.state)
    }

    func result(_ rule: any ObjectiveRule.Type, of subject: String) -> ObjectiveResult? {
        report.objectives.first { $0.rule == rule.id && $0.subject == subject }
    }

    func checked(_ rule: any Rule.Type) -> Int? { report.checked.first { $0.rule == rule.id }?.count }
}
