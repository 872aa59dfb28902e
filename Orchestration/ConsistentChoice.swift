internal import Assurance
internal import Contracts
internal import Estate
internal import PointChoice

/// Chooses, for the datasets of an application, restore points that are close enough in time to fit together.
struct ConsistentChoice {
    /// Seconds between the data of systems that depend on each other that most of them bear.
    static let usualSkew: Int64 = 3_600
    private let report: CoverageReport
    private let points: PointIndex
    private let skew: Int64

    init(_ report: CoverageReport, skew: Int64) {
        self.report = report
        self.skew = skew
        points = PointIndex(report.repositories)
    }

    /// By dataset the moment from which on nothing is wanted of it.
    ///
    /// - Parameter names: the applications; all when empty.
    func limits(of names: [String]) throws -> [AssetID: Instant] {
        var limits: [AssetID: Instant] = [:]
        for application in applications(names) {
            let subjects = Self.held(application)
            guard subjects.count > 1 else { continue }
            let set: ConsistentSet
            do throws(ConsistentSet.Absence) {
                set = try ConsistentSet.newest(subjects.map(member), skew: skew)
            } catch {
                throw refused(error, application.name)
            }
            for (assessed, moment) in zip(subjects, set.moments) {
                let limit = Instant(seconds: moment.seconds + 1)
                limits[assessed.subject.asset] = min(limits[assessed.subject.asset] ?? limit, limit)
            }
        }
        return limits
    }

    /// Where the chosen data is further apart all the same: a dump may be much older than the restore point that holds it.
    func remarks(on names: [String]) -> [BlindSpot] {
        applications(names).compactMap { application in
            let held = Self.held(application).compactMap { assessed in
                assessed.coverage.point.map { (assessed.subject.asset.text, $0.dataFrom) }
            }
            guard let oldest = held.min(by: { $0.1 < $1.1 }), let newest = held.max(by: { $0.1 < $1.1 }),
                newest.1.seconds(since: oldest.1) > skew
            else { return nil }
            return BlindSpot(
                subject: application.name,
                reason: "Its data does not fit together within \(Age.text(skew)): \(oldest.0) comes from "
                    + "\(Words.moment(oldest.1)), \(newest.0) from \(Words.moment(newest.1)).")
        }
    }

    private func applications(_ names: [String]) -> [ApplicationCoverage] {
        let chosen = report.applications.filter { names.contains($0.name) }
        return chosen.isEmpty ? report.applications : chosen
    }

    private static func held(_ application: ApplicationCoverage) -> [AssessedSubject] {
        application.subjects.filter { $0.subject.isDataset && $0.coverage.point != nil }
            .sorted { $0.subject.asset < $1.subject.asset }
    }

    private func member(_ assessed: AssessedSubject) -> ConsistentSet.Member {
        let whole = assessed.subject.wholeCandidates(in: points).map(\.point)
        let files = assessed.subject.candidates(in: points).map(\.point.takenAt)
        return ConsistentSet.Member(
            name: assessed.subject.asset.text, points: files + whole.filter { $0.window == nil }.map(\.takenAt),
            spans: whole.compactMap { $0.window.map { $0.earliest...max($0.earliest, $0.latest) } })
    }

    private func refused(_ absence: ConsistentSet.Absence, _ application: String) -> GroundupError {
        let reason =
            switch absence {
            case .without(let names): "nothing is held of \(names.joined(separator: ", "))"
            case .needsSkew(let seconds): "the closest ones are \(Age.text(seconds)) apart"
            }
        return GroundupError(
            .planRefused,
            "The datasets of \(application) have no restore points within \(Age.text(skew)) of each other: \(reason).",
            hint: "Allow more with --skew, or plan without it.")
    }
}
