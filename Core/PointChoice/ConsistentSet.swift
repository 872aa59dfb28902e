package import Estate

/// Restore points of systems that depend on each other, close enough in time to fit together.
package struct ConsistentSet: Hashable, Sendable {
    /// The moment chosen for each member, in the order of the members.
    package var moments: [Instant]
    /// Seconds between the oldest and the newest of them.
    package var skewSeconds: Int64

    /// What one member could be restored to.
    package struct Member: Hashable, Sendable {
        package var name: String
        /// Good restore points.
        package var points: [Instant]
        /// Spans of which any moment can be had (point-in-time recovery).
        package var spans: [ClosedRange<Instant>]

        package init(name: String, points: [Instant] = [], spans: [ClosedRange<Instant>] = []) {
            self.name = name
            self.points = points
            self.spans = spans
        }
    }

    package enum Absence: Error, Hashable, Sendable {
        /// These have no good point at all.
        case without(names: [String])
        /// The smallest skew, in seconds, with which there is a set.
        case needsSkew(seconds: Int64)
    }

    /// The set whose oldest member is newest, within `skew` seconds.
    package static func newest(_ members: [Member], skew: Int64) throws(Absence) -> ConsistentSet {
        let empty = members.filter { $0.points.isEmpty && $0.spans.isEmpty }.map(\.name)
        guard empty.isEmpty, !members.isEmpty else { throw .without(names: empty) }
        let starts = Set(members.flatMap { $0.points + $0.spans.map(\.upperBound) }).sorted(by: >)
        var needed = Int64.max
        for start in starts {
            let spread = members.map { $0.earliest(from: start)?.seconds(since: start) ?? .max }.max() ?? .max
            if spread <= skew { return set(members, from: start, skew: skew) }
            needed = min(needed, spread)
        }
        throw .needsSkew(seconds: needed)
    }

    private static func set(_ members: [Member], from start: Instant, skew: Int64) -> ConsistentSet {
        let end = Instant(seconds: start.seconds + skew)
        let points = members.map { $0.points.filter { $0 >= start && $0 <= end }.max() }
        // Whatever can be had at any moment joins the newest of those that cannot.
        let meeting = points.compactMap(\.self).max() ?? start
        let moments = zip(members, points).map { member, point in
            point ?? member.nearest(to: meeting, in: start...end) ?? start
        }
        let oldest = moments.min() ?? start
        return ConsistentSet(moments: moments, skewSeconds: (moments.max() ?? start).seconds(since: oldest))
    }
}

extension ConsistentSet.Member {
    /// The earliest moment from `start` on that this member can be restored to.
    fileprivate func earliest(from start: Instant) -> Instant? {
        let inSpans = spans.filter { $0.upperBound >= start }.map { max($0.lowerBound, start) }
        return (points.filter { $0 >= start } + inSpans).min()
    }

    /// The moment of a span inside `limits` that is nearest to `meeting`.
    fileprivate func nearest(to meeting: Instant, in limits: ClosedRange<Instant>) -> Instant? {
        spans.filter { $0.overlaps(limits) }.map { $0.clamped(to: limits) }
            .map { min(max(meeting, $0.lowerBound), $0.upperBound) }
            .min { abs($0.seconds(since: meeting)) < abs($1.seconds(since: meeting)) }
    }
}
