import Assurance
import BackupPlan
import Estate
import Testing

@Suite struct TimetableTests {
    private func job(
        rpo: Int64?, window: String? = nil, duration: Int64? = nil, kept: KeptPoints = KeptPoints()
    ) throws -> PlannedBackup {
        var shop = PlannedShop()
        let protection = ProtectionObjectives(
            kept: kept, window: window.flatMap { BackupWindow($0) }, maximalDuration: duration)
        shop.applications = [
            ApplicationFacts(
                name: "shop", entries: [AssetID("app1/orders")], recoveryPoint: rpo, retention: 14 * 86_400,
                protection: protection)
        ]
        return try #require(shop.plan().jobs.first { $0.host == .host("db1") })
    }

    @Test(
        arguments: [
            (25 * 3_600, 86_400), (24 * 3_600, 43_200), (3 * 3_600, 7_200), (3_600, 1_800), (1_800, 900),
        ] as [(Int64, Int64)])
    func `data is never older than the interval and the backup together`(rpo: Int64, interval: Int64) throws {
        let job = try job(rpo: rpo)
        #expect(job.schedule.interval == interval)
        #expect(job.schedule.longestGap == interval && job.shortfalls.isEmpty)
    }

    @Test func `nobody said how much may be lost`() throws {
        let job = try job(rpo: nil)
        #expect(job.schedule.minutes.count == 1 && job.why.contains { $0.hasPrefix("Nobody said") })
    }

    @Test func `a longer backup comes more often`() throws {
        #expect(try job(rpo: 25 * 3_600, duration: 2 * 3_600).schedule.interval == 43_200)
    }

    @Test func `the window wins, and what it costs is said`() throws {
        let job = try job(rpo: 6 * 3_600, window: "22:00-06:00")
        #expect(job.schedule.minutes.allSatisfy { job.schedule.window?.contains(Int64($0) * 60) == true })
        #expect(job.shortfalls.count == 1 && job.shortfalls[0].contains("22:00-06:00"), "\(job.shortfalls)")
    }

    @Test func `an RPO that no interval keeps is said`() throws {
        #expect(try job(rpo: 60).shortfalls.count == 1)
    }

    @Test func `retention is what the objectives ask for`() throws {
        let job = try job(rpo: nil, kept: KeptPoints(last: 3, daily: 7))
        #expect(job.retention == RetentionPolicy(age: 14 * 86_400, kept: KeptPoints(last: 3, daily: 7)))
    }

    @Test func `jobs into one repository do not begin at the same time`() {
        let starts = PlannedShop().plan().jobs.map { $0.schedule.minutes[0] }
        #expect(Set(starts).count == starts.count)
    }

    @Test(arguments: [1_440, 720, 480, 360, 240, 180, 120, 60, 30, 15])
    func `expressions mean exactly these times`(interval: Int) {
        let minutes = stride(from: 7, to: 1_440, by: interval).map { $0 }
        let read = CalendarTimes.expressions(of: minutes).compactMap { CalendarTimes.minutes(of: $0) }
        #expect(Set(read.joined()) == Set(minutes))
        #expect(CalendarTimes.expressions(of: minutes).count <= 2)
    }

    @Test(arguments: ["daily", "Mon *-*-* 01:00:00", "*-*-01 01:00:00", "24:00", "01:60", "", "*:0/15", "01:00:30"])
    func `other expressions are not taken for times of every day`(text: String) {
        #expect(CalendarTimes.minutes(of: text) == nil)
    }
}
