package import Estate

/// The restore points of one host that serve the same subjects, with those that are gone.
package struct PointSeries: Sendable {
    package let host: AssetID
    /// Sorted; never empty.
    package let subjects: [AssessedSubject]
    /// Oldest first; those that are gone as they were last seen.
    package let points: [SeenPoint]
    /// The repositories that hold any, or that jobs of the host write to and that could be read; sorted.
    package let repositories: [String]

    /// Those that are there now, oldest first.
    package var present: [SeenPoint] { points.filter { $0.goneSince == nil } }

    /// When its points were looked at for the first time; `nil` when there never were any.
    package var firstLook: Instant? { points.map(\.firstSeen).min() }

    /// The applications that need any of its subjects, sorted.
    package var applications: [String] { Set(subjects.flatMap(\.applications)).sorted() }

    /// What a finding is about: the first dataset, else the host.
    package var subject: String { (subjects.first { $0.subject.isDataset } ?? subjects[0]).subject.asset.text }

    /// In words, at most three subjects.
    package var title: String {
        let titles = subjects.map(\.subject.title)
        return titles.prefix(3).joined(separator: ", ") + (titles.count > 3 ? " and \(titles.count - 3) more" : "")
    }

    /// The moments that continuous backups among those that are there can bring back.
    package var windows: [PointWindow] { present.compactMap(\.facts.window) }

    /// The longest time between two restore points from which nothing can be brought back, in seconds.
    func unheld(from start: Instant, to end: Instant) -> Int64 {
        var held = start
        var longest: Int64 = 0
        for window in windows.sorted(by: { $0.earliest < $1.earliest })
        where window.latest > held && window.earliest < end {
            longest = max(longest, window.earliest.seconds(since: held))
            held = window.latest
        }
        return max(longest, end.seconds(since: held))
    }

    /// The moments at which its points were taken, oldest first, each once.
    package func moments(_ points: [SeenPoint]) -> [Instant] {
        var moments: [Instant] = []
        for point in points where moments.last != point.facts.takenAt { moments.append(point.facts.takenAt) }
        return moments
    }
}

extension AssessedEstate {
    /// The series of all subjects that can have restore points, in the order of their first subjects.
    ///
    /// Subjects of one host that the same restore points may hold are one series: they are judged once, not each.
    static func series(
        of subjects: [AssessedSubject], history: PointHistory, repositories: [RepositoryFacts], map: RepositoryMap
    ) -> [PointSeries] {
        let byHost = Dictionary(grouping: history.points, by: \.facts.host)
        let readable = Set(repositories.filter { $0.condition == .readable }.map(\.name))
        var order: [SeriesKey] = []
        var grouped: [SeriesKey: (points: [SeenPoint], subjects: [AssessedSubject])] = [:]
        for assessed in subjects {
            let points = assessed.subject.hostNames.flatMap { byHost[$0] ?? [] }
                .filter { assessed.subject.mayBeHeld(by: $0.facts) || assessed.subject.mayBeHeldWhole(by: $0.facts) }
                .sorted { ($0.facts.takenAt, $0.key) < ($1.facts.takenAt, $1.key) }
            let key = SeriesKey(host: assessed.subject.host, points: points.map(\.key))
            if grouped[key] == nil { order.append(key) }
            grouped[key, default: (points, [])].subjects.append(assessed)
        }
        return order.compactMap { key in
            guard let (points, subjects) = grouped[key] else { return nil }
            let used = Set(map.names(usedBy: key.host) + points.map(\.repository)).intersection(readable)
            return PointSeries(host: key.host, subjects: subjects, points: points, repositories: used.sorted())
        }
    }

    private struct SeriesKey: Hashable {
        let host: AssetID
        let points: [PointKey]
    }

    /// The series with a subject that `application` needs.
    func series(neededBy application: String) -> [PointSeries] {
        series.filter { $0.subjects.contains { $0.applications.contains(application) } }
    }
}

extension AssessedEstate {
    /// How much of each subject the restore points hold that were listed.
    static func sizes(of subjects: [AssessedSubject], in input: AssuranceInput) -> [SeenSize] {
        let index = PointIndex(input.repositories)
        return subjects.filter(\.subject.isDataset).flatMap { assessed in
            assessed.subject.candidates(in: index).compactMap { candidate -> SeenSize? in
                guard case .listed(let held) = input.holdings[candidate.key] else { return nil }
                let found = assessed.subject.paths.compactMap { held[$0] }
                // What a restore point does not hold at all is told by coverage, not by its size.
                guard !found.isEmpty else { return nil }
                return SeenSize(
                    asset: assessed.subject.asset, key: candidate.key, takenAt: candidate.point.takenAt,
                    files: found.reduce(0) { $0 + $1.files }, bytes: found.reduce(0) { $0 + $1.bytes })
            }
        }
    }
}
