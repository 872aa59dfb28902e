import Assurance
import Estate
import Testing

@Suite struct RetentionRuleTests {
    private let dump = "db1:/var/lib/postgresql"

    private func example(retention: Int64? = nil, _ kept: KeptPoints = KeptPoints(), days: Int64) -> Example {
        var example = Example()
        example.applications[0].retention = retention
        example.applications[0].protection.kept = kept
        example.dailyDumps(days)
        return example
    }

    @Test func `an oldest point of the wanted age is met`() throws {
        let result = try #require(
            example(retention: 10 * Example.day, days: 12).result(RetentionUnmet.self, of: dump))
        #expect(result.state == .met)
        #expect(result.found == "the oldest restore point is 11d old")
    }

    @Test func `a young series is unknown, not met`() throws {
        let result = try #require(
            example(retention: 14 * Example.day, days: 12).result(RetentionUnmet.self, of: dump))
        #expect(result.state == .unknown)
        #expect(result.found == "the oldest restore point is 11d old; the series is too young to tell more")
    }

    @Test func `points that were removed too early breach it`() throws {
        var example = example(retention: 10 * Example.day, days: 12)
        example.vanish("db1-265", "db1-241")
        let result = try #require(example.result(RetentionUnmet.self, of: dump))
        #expect(result.state == .breached)
        #expect(result.found == "the oldest restore point is 9d old, and older ones were removed")
        #expect(example.findings(RetentionUnmet.self).first?.severity == .warning)
    }

    @Test func `a repository that cannot be read tells nothing`() {
        var example = example(retention: 10 * Example.day, days: 12)
        example.repositories[0].condition = .unreachable("down")
        example.repositories[0].points = []
        #expect(example.states(RetentionUnmet.self, of: dump) == [.unknown])
        #expect(example.checked(RetentionUnmet.self) == 0)
    }

    @Test func `a count is met, breached, or not reached yet`() {
        #expect(example(KeptPoints(last: 5), days: 5).states(RetentionUnmet.self, of: dump) == [.met])
        #expect(example(KeptPoints(last: 6), days: 5).states(RetentionUnmet.self, of: dump) == [.unknown])
        var example = example(KeptPoints(last: 5), days: 5)
        example.vanish("db1-97")
        #expect(example.states(RetentionUnmet.self, of: dump) == [.breached])
    }

    @Test func `days, weeks, months and years are counted by the calendar`() throws {
        let daily = example(KeptPoints(daily: 7), days: 12)
        #expect(daily.result(RetentionUnmet.self, of: dump)?.found == "of the last 14 days, 12 have one")
        #expect(daily.states(RetentionUnmet.self, of: dump) == [.met])
        var thinned = daily
        thinned.vanish(
            "db1-25", "db1-49", "db1-73", "db1-97", "db1-121", "db1-145", "db1-169")
        let result = try #require(thinned.result(RetentionUnmet.self, of: dump))
        #expect(result.state == .breached)
        #expect(result.found == "of the last 14 days, 5 have one")
        #expect(result.target == "one restore point of each of 7 days")
        #expect(example(KeptPoints(weekly: 2), days: 12).states(RetentionUnmet.self, of: dump) == [.met])
        #expect(example(KeptPoints(weekly: 3), days: 12).states(RetentionUnmet.self, of: dump) == [.unknown])
        #expect(
            example(KeptPoints(monthly: 2, yearly: 1), days: 12).states(RetentionUnmet.self, of: dump) == [
                .unknown, .met,
            ])
    }

    @Test func `two hundred days need two years`() {
        let policy = RetentionPolicy(age: nil, kept: KeptPoints(yearly: 2))
        let moments = (0..<200).map { Instant(seconds: $0 * Example.day + 364 * Example.day) }
        #expect(policy.keeps(moments, asOf: Example.now) == [moments[0], moments[199]])
    }

    private static let borders: [(period: CalendarPeriod, seconds: Int64, number: Int)] = [
        (.day, -1, -1), (.day, 86_399, 0), (.day, 86_400, 1),
        // 1970-01-01 was a Thursday; the week ends with Sunday the 4th.
        (.week, 0, 0), (.week, 345_599, 0), (.week, 345_600, 1), (.week, -259_200, 0), (.week, -259_201, -1),
        (.month, 2_678_399, 23_640), (.month, 2_678_400, 23_641), (.year, 31_535_999, 1970), (.year, 31_536_000, 1971),
    ]

    @Test(arguments: borders)
    func `periods begin where the calendar says`(period: CalendarPeriod, seconds: Int64, number: Int) {
        #expect(period.number(of: Instant(seconds: seconds)) == number)
    }
}
