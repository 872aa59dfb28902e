/// Statistics that a few wild values do not move.
package enum RobustStatistics {
    /// The middle value; the mean of the two middle ones of an even count; `nil` of none.
    package static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The median absolute deviation, scaled to the standard deviation of normally distributed values.
    package static func spread(_ values: [Double]) -> Double {
        guard let center = median(values) else { return 0 }
        return 1.4826 * (median(values.map { abs($0 - center) }) ?? 0)
    }
}

/// A straight line through values over time, and whether they rise or fall at all.
///
/// The slope is the median of the slopes of all pairs (Theil 1950, Sen 1968), which up to 29 % of wild values do not spoil.
/// Whether there is a trend is told by Kendall's rank test (Mann 1945, Kendall 1975).
package struct RobustTrend: Hashable, Sendable {
    /// Fewer values tell no trend.
    package static let fewest = 5
    /// Only the newest ones count; the pairs of more would cost more than they tell.
    package static let most = 200

    /// Per second.
    package let slope: Double
    /// The line's value at the moment of the last value.
    package let latest: Double
    package let count: Int
    /// Chance makes such a rise or fall in fewer than 5 of 100 series without a trend.
    package let isSignificant: Bool

    /// - Parameter series: oldest first; `nil` results from fewer than five values, or when all are of one moment.
    package init?(_ series: [(moment: Int64, value: Int64)]) {
        let series = series.suffix(Self.most)
        guard series.count >= Self.fewest, let last = series.last else { return nil }
        var slopes: [Double] = []
        var score = 0
        for (number, early) in series.enumerated() {
            for late in series.dropFirst(number + 1) where late.moment > early.moment {
                // Sizes come from outside: their difference may not fit into an integer.
                slopes.append((Double(late.value) - Double(early.value)) / Double(late.moment - early.moment))
                score += late.value > early.value ? 1 : late.value < early.value ? -1 : 0
            }
        }
        guard let slope = RobustStatistics.median(slopes),
            let level = RobustStatistics.median(
                series.map { Double($0.value) - slope * Double($0.moment - last.moment) })
        else { return nil }
        self.slope = slope
        latest = level
        count = series.count
        isSignificant = Self.isSignificant(score, count: series.count)
    }

    /// Seconds after the last value until the line reaches `limit`; `nil` when it does not rise to it.
    package func seconds(until limit: Int64) -> Int64? {
        guard isSignificant, slope > 0 else { return nil }
        let seconds = (Double(limit) - latest) / slope
        return seconds < 1e11 ? Int64(max(0, seconds.rounded())) : nil
    }

    /// |z| of Kendall's score above 1.96, with the correction for continuity; ties only make it more careful.
    private static func isSignificant(_ score: Int, count: Int) -> Bool {
        let n = Double(count)
        let variance = n * (n - 1) * (2 * n + 5) / 18
        let z = (abs(Double(score)) - 1) / variance.squareRoot()
        return z > 1.96
    }
}
