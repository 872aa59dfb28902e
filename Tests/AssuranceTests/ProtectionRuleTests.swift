import Assurance
import Estate
import Testing

@Suite struct ProtectionRuleTests {
    private let dump = "db1:/var/lib/postgresql"

    @Test func `backups outside their window are counted, across midnight, too`() throws {
        var example = Example()
        // Now is 03:33; restore points are from 02:33 of each day.
        example.dailyDumps(3)
        example.applications[0].protection.window = BackupWindow("22:00-03:00")
        #expect(example.states(OutsideBackupWindow.self, of: dump) == [.met])
        example.applications[0].protection.window = BackupWindow("03:00-22:00")
        let finding = try #require(example.findings(OutsideBackupWindow.self).first { $0.subject == dump })
        #expect(
            finding.message.contains("3 of 3 restore points were taken outside, the newest at 1970-01-24T02:33:20Z"))
        #expect(finding.message.contains("asked for: backups within 03:00-22:00 UTC"))
        example = Example()
        example.applications[0].protection.window = BackupWindow("03:00-22:00")
        example.series("db1", agesInHours: [])
        #expect(example.states(OutsideBackupWindow.self, of: dump) == [.unknown])
    }

    @Test func `a backup that ends after its window is outside`() {
        var example = Example()
        example.series("db1", agesInHours: [1], seconds: [2_000])
        example.applications[0].protection.window = BackupWindow("02:00-03:00")
        #expect(example.states(OutsideBackupWindow.self, of: dump) == [.breached])
    }

    @Test(arguments: [
        ("22:00-06:00", true), ("00:00-23:59", true), ("22:00", false), ("24:00-06:00", false), ("22:0-06:00", false),
        ("06:00-06:00", false), ("22:00-06:60", false), ("+2:00-06:00", false), ("22:00-06:00-07:00", false),
    ])
    func `only two times are a window`(text: String, isWindow: Bool) {
        #expect(BackupWindow(text)?.text == (isWindow ? text : nil))
    }

    @Test func `a backup that takes too long, or will`() throws {
        var example = Example()
        example.applications[0].protection.maximalDuration = 3_600
        example.series("db1", agesInHours: [25, 1], seconds: [600, 4_000])
        #expect(example.states(BackupTooLong.self, of: dump) == [.breached])
        example = Example()
        example.applications[0].protection.maximalDuration = 3_600
        example.series("db1", agesInHours: (0..<10).map { 217 - $0 * 24 }, seconds: (0..<10).map { 2_000 + $0 * 100 })
        let result = try #require(example.result(BackupTooLong.self, of: dump))
        #expect(result.state == .endangered)
        #expect(result.found == "the newest backup took 48m; as they grow, the limit is reached in 7d")
        example.applications[0].protection.maximalDuration = 36_000
        #expect(example.states(BackupTooLong.self, of: dump) == [.met], "it is reached in months only")
    }

    @Test func `an engine that tells no durations leaves them unknown`() {
        var example = Example()
        example.applications[0].protection.maximalDuration = 3_600
        #expect(example.states(BackupTooLong.self, of: dump) == [.unknown])
        #expect(example.checked(BackupTooLong.self) == 0)
    }

    @Test func `growth is judged by a trend, not by two values`() throws {
        var example = Example()
        example.applications[0].protection.maximalGrowth = 20
        // 1 % a day, with one wild value; the present point holds 110.
        example.sizes(dump, [100, 101, 102, 900, 104, 105, 106, 107, 108, 109])
        example.hold("d1", "/var/backups/postgresql", bytes: 110)
        let result = try #require(example.result(GrowthOverObjective.self, of: dump))
        #expect(result.state == .breached)
        #expect(result.found == "it changes by 28 % in 30 days")
        example.applications[0].protection.maximalGrowth = 30
        #expect(example.states(GrowthOverObjective.self, of: dump) == [.met])
    }

    @Test func `sizes that go up and down have no trend, few of them none that is known`() {
        var example = Example()
        example.applications[0].protection.maximalGrowth = 1
        example.sizes(dump, [100, 103, 99, 104, 98, 103, 99, 102, 100])
        #expect(example.states(GrowthOverObjective.self, of: dump) == [.met])
        example = Example()
        example.applications[0].protection.maximalGrowth = 1
        example.sizes(dump, [100, 200, 300])
        #expect(example.states(GrowthOverObjective.self, of: dump) == [.unknown])
    }

    @Test func `a size drop of more than 30 percent is told with both sizes`() throws {
        var example = Example()
        example.sizes(dump, [1_000, 1_000, 1_000])
        example.hold("d1", "/var/backups/postgresql", bytes: 699)
        let finding = try #require(example.findings(SizeDrop.self).first)
        #expect(
            finding.message == "db1:/var/lib/postgresql: restore point d1 holds 699 bytes of it, "
                + "3 earlier ones usually 1000 bytes: 31 % less.")
        example.hold("d1", "/var/backups/postgresql", bytes: 700)
        #expect(example.findings(SizeDrop.self).isEmpty)
        #expect(example.checked(SizeDrop.self) == 1, "app1 has only one size: nothing is known of it")
    }

    @Test func `restore tests by depth`() throws {
        var example = Example()
        example.applications[0].protection.restoreTests = [.decoded: 30 * Example.day]
        #expect(example.states(RestoreTestOverdue.self, of: dump) == [.breached])
        #expect(example.result(RestoreTestOverdue.self, of: dump)?.found == "no run restored it to V3")
        func test(_ depth: TestDepth, hours: Int64) -> RestoreTest {
            RestoreTest(dataset: AssetID(dump), depth: depth, at: example.ago(hours), source: "run r1")
        }
        example.recovery.tests = [test(.working, hours: 48)]
        #expect(example.states(RestoreTestOverdue.self, of: dump) == [.met], "deeper counts, too")
        example.recovery.tests = [test(.decoded, hours: 24 * 31)]
        #expect(
            example.result(RestoreTestOverdue.self, of: dump)?.found == "the newest restore that reached V3 is 31d old")
        example.applications[0].protection.restoreTests = [.working: 30 * Example.day]
        example.recovery.tests = [test(.decoded, hours: 1)]
        #expect(example.states(RestoreTestOverdue.self, of: dump) == [.breached], "shallower does not")
    }

    @Test func `predicted and measured recovery time`() {
        var example = Example()
        #expect(example.states(PredictedOverObjective.self, of: "shop") == [.unknown])
        #expect(example.states(MeasuredOverObjective.self, of: "shop") == [.unknown])
        func predict(_ seconds: Int64, _ high: Int64) {
            example.recovery.predicted = [
                PredictedRecoveryTime(
                    application: "shop", seconds: seconds, high: high, plan: "aa", madeAt: example.ago(1))
            ]
        }
        predict(3_600, 3_600)
        #expect(example.states(PredictedOverObjective.self, of: "shop") == [.met])
        predict(3_600, 3_601)
        #expect(example.states(PredictedOverObjective.self, of: "shop") == [.endangered])
        predict(3_601, 9_999)
        #expect(example.states(PredictedOverObjective.self, of: "shop") == [.breached])
        example.recovery.measured = [
            MeasuredRecoveryTime(application: "shop", seconds: 3_601, run: "r2", endedAt: example.ago(2)),
            MeasuredRecoveryTime(application: "shop", seconds: 10, run: "r1", endedAt: example.ago(9)),
        ]
        #expect(example.states(MeasuredOverObjective.self, of: "shop") == [.breached], "the newest run counts")
    }

    @Test func `two applications that ask the same of one thing make one finding`() {
        var example = Example()
        example.applications.append(example.applications[0])
        example.applications[1].name = "portal"
        example.applications[0].protection.window = BackupWindow("10:00-11:00")
        example.applications[1].protection.window = BackupWindow("10:00-11:00")
        let findings = example.findings(OutsideBackupWindow.self).filter { $0.subject == dump }
        #expect(findings.map(\.applications) == [["portal", "shop"]])
    }

    @Test func `nobody asks, nothing is judged`() {
        var example = Example()
        example.applications[0] = ApplicationFacts(name: "shop", entries: example.applications[0].entries)
        #expect(example.report.objectives.isEmpty)
    }
}
