internal import Contracts
package import Estate
internal import PointChoice

/// Good restore points of different hosts that are close enough in time to fit together, with what each one loses.
package struct ConsistentOffer: Hashable, Sendable {
    package var skewSeconds: Int64
    package var answer: Answer

    package enum Answer: Hashable, Sendable {
        case chosen([Member], apartSeconds: Int64)
        case none(because: String)
    }

    package struct Member: Hashable, Sendable {
        package var name: String
        package var moment: Instant
        /// `nil` for a moment that the log of a continuous backup brings back.
        package var point: String?
        package var lossSeconds: Int64
    }

    /// - Returns: `nil` when there are no two systems to fit together.
    package init?(_ reports: [PointReport], skew: Int64, acceptedDamage: Double, now: Instant) {
        let systems = Self.systems(reports)
        guard systems.count > 1 else { return nil }
        skewSeconds = skew
        let members = systems.map { $0.member(acceptedDamage) }
        do throws(ConsistentSet.Absence) {
            let set = try ConsistentSet.newest(members, skew: skew)
            let chosen = zip(systems, set.moments).map { report, moment in
                Member(
                    name: report.name, moment: moment,
                    point: report.good(acceptedDamage).last { $0.record.takenAt == moment }?.record.id,
                    lossSeconds: max(0, now.seconds(since: moment)))
            }
            answer = .chosen(chosen, apartSeconds: set.skewSeconds)
        } catch {
            switch error {
            case .without(let names):
                answer = .none(because: "no restore point is known to be good of \(names.joined(separator: ", "))")
            case .needsSkew(let seconds):
                answer = .none(because: "the closest good restore points are \(seconds / 60) minutes apart")
            }
        }
    }

    /// A second copy of what another lineage of the same host holds too is no system of its own.
    private static func systems(_ reports: [PointReport]) -> [PointReport] {
        reports.filter { report in
            !report.lineage.paths.isEmpty
                && !reports.contains { other in
                    other.lineage != report.lineage && other.lineage.host == report.lineage.host
                        && !(other.points.isEmpty && other.windows.isEmpty) && other.covers(report)
                        && !(report.covers(other) && report.lineage.repository < other.lineage.repository)
                }
        }
    }
}

extension PointReport {
    fileprivate var name: String { "\(lineage.host): \(lineage.paths.joined(separator: " "))" }

    fileprivate func covers(_ other: PointReport) -> Bool {
        other.lineage.paths.allSatisfy { path in lineage.paths.contains { isBelow(path, $0) } }
    }

    fileprivate func good(_ acceptedDamage: Double) -> [JudgedPoint] {
        points.filter {
            $0.record.integrity == .whole && $0.record.contents == .clean && $0.damageProbability <= acceptedDamage
        }
    }

    fileprivate func member(_ acceptedDamage: Double) -> ConsistentSet.Member {
        ConsistentSet.Member(
            name: name, points: good(acceptedDamage).map(\.record.takenAt),
            spans: windows.map { $0.earliest...max($0.earliest, $0.latest) })
    }
}
