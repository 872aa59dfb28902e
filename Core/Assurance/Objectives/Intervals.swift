internal import Estate

/// How far apart the restore points of a series usually are.
struct Intervals: Sendable {
    /// Fewer gaps tell nothing usual.
    static let fewest = 4
    /// Only the newest ones count, so that a schedule that was changed is learned.
    private static let most = 30

    /// Seconds, oldest first.
    let gaps: [Int64]
    let newest: Instant
    let usual: Int64
    /// What a gap rarely exceeds: three standard deviations of a normal distribution above the usual one.
    let rarelyMore: Int64

    /// - Parameter moments: oldest first; `nil` results when there are too few of them.
    init?(_ moments: [Instant]) {
        guard let newest = moments.last else { return nil }
        gaps = zip(moments, moments.dropFirst()).map { $1.seconds(since: $0) }.suffix(Self.most)
        let values = gaps.map(Double.init)
        guard gaps.count >= Self.fewest, let usual = RobustStatistics.median(values) else { return nil }
        self.newest = newest
        self.usual = Int64(usual)
        rarelyMore = Int64(usual + 3 * RobustStatistics.spread(values))
    }

    /// From this age on the next restore point is missing: it is late beyond what is usual, and by a whole interval.
    var overdueAge: Int64 { max(2 * usual, rarelyMore) }

    var basis: String { "the last \(Words.count(gaps.count, "interval"))" }
}
