import Assurance
import Testing

@Suite struct RobustTrendTests {
    private func trend(_ values: [Int64], step: Int64 = 10) -> RobustTrend? {
        RobustTrend(values.enumerated().map { (Int64($0.offset) * step, $0.element) })
    }

    @Test func `a straight line is found exactly`() throws {
        let trend = try #require(self.trend([5, 7, 9, 11, 13, 15]))
        #expect(trend.slope == 0.2 && trend.latest == 15 && trend.isSignificant)
        #expect(trend.seconds(until: 25) == 50)
        #expect(trend.seconds(until: 10) == 0)
    }

    @Test func `wild values do not bend it`() throws {
        let trend = try #require(self.trend([0, 10, 20, 9_000, 40, 50, 60, -5_000, 80, 90, 100]))
        #expect(trend.slope == 1)
        #expect(trend.latest == 100)
    }

    @Test func `the slope is the median of all pairs, as computed one by one`() throws {
        let values: [Int64] = [3, 1, 4, 1, 5, 9, 2, 6, 5]
        var slopes: [Double] = []
        for early in values.indices {
            for late in values.indices where late > early {
                slopes.append(Double(values[late] - values[early]) / Double((late - early) * 10))
            }
        }
        let sorted = slopes.sorted()
        let trend = try #require(self.trend(values))
        #expect(trend.slope == (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2)
    }

    @Test func `noise is no trend`() throws {
        #expect(try #require(trend([3, 1, 4, 1, 5, 2, 3, 4, 1])).isSignificant == false)
        #expect(try #require(trend([3, 1, 4, 1, 5, 2, 3, 4, 1])).seconds(until: 10) == nil)
    }

    @Test func `what falls or stays never reaches a limit`() throws {
        #expect(try #require(trend([9, 8, 7, 6, 5, 4])).seconds(until: 10) == nil)
        #expect(try #require(trend([5, 5, 5, 5, 5, 5])).seconds(until: 10) == nil)
    }

    @Test func `too few values, or all of one moment, tell nothing`() {
        #expect(trend([1, 2, 3, 4]) == nil)
        #expect(trend([1, 2, 3, 4, 5], step: 0) == nil)
    }

    @Test func `the largest numbers do not overflow`() throws {
        let trend = try #require(self.trend([.max, .min, .max, .min, .max, .min]))
        #expect(trend.slope.isFinite)
    }

    @Test func `median and spread`() {
        #expect(RobustStatistics.median([]) == nil)
        #expect(RobustStatistics.median([3, 1, 2]) == 2)
        #expect(RobustStatistics.median([4, 1, 2, 3]) == 2.5)
        #expect(RobustStatistics.spread([1, 1, 1, 9]) == 0)
        #expect(abs(RobustStatistics.spread([1, 2, 3, 4, 100]) - 1.4826) < 1e-9)
    }
}
