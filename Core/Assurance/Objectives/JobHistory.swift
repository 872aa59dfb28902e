internal import Estate

/// The restore points that one backup job made, those that are gone included.
struct JobHistory: Sendable {
    /// Without an objective that says how long a point is wanted, its loss is told for so long.
    private static let memory: Int64 = 90 * 86_400

    /// Why the loss of a point is not explained.
    enum Doubt: String, Hashable {
        case wanted, all, newest, between

        var words: String {
            switch self {
            case .wanted: "The retention objective still wants them."
            case .all: "None of this job is left."
            case .newest: "They were newer than all that is left of this job."
            case .between:
                "Older ones are left; without a retention objective it cannot be told whether they were thinned out."
            }
        }
    }

    let gone: [SeenPoint]
    private let points: [SeenPoint]
    private let present: [Instant]

    init(_ points: [SeenPoint]) {
        self.points = points
        gone = points.filter { $0.goneSince != nil }
        present = points.filter { $0.goneSince == nil }.map(\.facts.takenAt)
    }

    /// Those of `lost`, which the look at `missed` was the first not to see, whose loss nothing explains.
    func doubts(
        _ lost: [SeenPoint], missed: Instant, _ policies: [RetentionPolicy], now: Instant
    ) -> [(SeenPoint, Doubt)] {
        if policies.isEmpty {
            guard now.seconds(since: missed) <= Self.memory else { return [] }
            return lost.compactMap { point in doubt(of: point.facts.takenAt).map { (point, $0) } }
        }
        let then = points.filter { $0.firstSeen <= missed && ($0.goneSince.map { $0 >= missed } ?? true) }
            .map(\.facts.takenAt)
        let wantedThen = policies.map { $0.keeps(then, asOf: missed) }
        return lost.filter { point in
            let moment = point.facts.takenAt
            return zip(policies, wantedThen).contains { policy, wanted in
                // When it would be removed by now anyway, nobody misses it any more.
                wanted.contains(moment) && policy.keeps(present + [moment], asOf: now).contains(moment)
            }
        }.map { ($0, .wanted) }
    }

    /// Without a policy only that the oldest goes first explains anything.
    private func doubt(of moment: Instant) -> Doubt? {
        guard let newest = present.max(), let oldest = present.min() else { return .all }
        if moment > newest { return .newest }
        return moment < oldest ? nil : .between
    }
}
