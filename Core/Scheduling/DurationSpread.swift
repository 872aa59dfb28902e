/// How long a step may take.
package struct DurationSpread: Hashable, Sendable {
    /// Seconds that it undercuts in one of ten runs.
    package let low: Int
    /// Seconds that half of all runs undercut.
    package let likely: Int
    /// Seconds that it exceeds in one of ten runs.
    package let high: Int

    /// Values out of order, or beyond what is calculated with, are moved to the nearest that make sense.
    package init(low: Int, likely: Int, high: Int) {
        let limit = SchedulingProblem.limit
        self.likely = min(max(likely, 0), limit)
        self.low = min(max(low, 0), self.likely)
        self.high = min(max(high, self.likely), limit)
    }

    /// A step that always takes the same time.
    package init(always seconds: Int) {
        self.init(low: seconds, likely: seconds, high: seconds)
    }

    /// The seconds that so many of 1,000,000 runs undercut.
    ///
    /// Straight between the three given points. Beyond them it goes on to half the distance from likely to low, but not below 0, and
    /// to once more the distance from likely to high: delays have the longer tail.
    func seconds(_ millionths: Int) -> Int {
        let least = max(0, low - (likely - low) / 2)
        let most = high + (high - likely)
        switch millionths {
        case ..<100_000: return Self.between(least, low, millionths, 100_000)
        case ..<500_000: return Self.between(low, likely, millionths - 100_000, 400_000)
        case ..<900_000: return Self.between(likely, high, millionths - 500_000, 400_000)
        default: return Self.between(high, most, millionths - 900_000, 100_000)
        }
    }

    private static func between(_ from: Int, _ to: Int, _ part: Int, _ whole: Int) -> Int {
        from + Int(Int128(to - from) * Int128(part) / Int128(whole))
    }
}
