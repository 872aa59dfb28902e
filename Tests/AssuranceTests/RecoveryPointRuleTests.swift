import Assurance
import Estate
import Testing

@Suite struct RecoveryPointRuleTests {
    private let dump = "db1:/var/lib/postgresql"

    @Test func `gaps within the objective are met, one beyond it is told with its beginning`() throws {
        var example = Example()
        example.series("db1", agesInHours: [73, 49, 25, 1])
        #expect(example.states(RecoveryPointGap.self, of: dump) == [.met])
        example = Example()
        example.series("db1", agesInHours: [97, 73, 25, 1])
        let finding = try #require(example.findings(RecoveryPointGap.self).first { $0.subject == dump })
        #expect(finding.severity == .warning && finding.applications == ["shop"])
        #expect(
            finding.message
                == "db1:/var/lib/postgresql: 1 of 3 gaps between restore points was too long, the longest 2d "
                + "from 1970-01-21T02:33:20Z on; asked for: at most 24h between restore points "
                + "(4 restore points since 1970-01-17T03:33:20Z).")
    }

    @Test func `one restore point tells nothing of gaps`() {
        let example = Example()
        #expect(example.states(RecoveryPointGap.self, of: dump) == [.unknown])
        #expect(example.findings(RecoveryPointGap.self).allSatisfy { $0.severity == .notice })
        #expect(example.checked(RecoveryPointGap.self) == 0)
    }

    @Test func `points that are gone still show that there was no gap`() {
        var example = Example()
        example.series("db1", agesInHours: [49, 25, 1])
        example.vanish("db1-25")
        #expect(example.states(RecoveryPointGap.self, of: dump) == [.met])
    }

    @Test func `before the first look retention may have thinned: nothing older than a week counts`() {
        var example = Example()
        example.series("db1", agesInHours: [400, 25, 1], firstLook: 1)
        #expect(example.states(RecoveryPointGap.self, of: dump) == [.met])
        example.applications[0].recoveryPoint = 4 * 3_600
        #expect(example.states(RecoveryPointGap.self, of: dump) == [.unknown], "hourly points are thinned within a day")
    }

    @Test func `a schedule as long as the objective will break it`() throws {
        var example = Example()
        example.series("db1", agesInHours: [101, 76, 51, 26, 1])
        let result = try #require(example.result(RecoveryPointForecast.self, of: dump))
        #expect(result.state == .endangered)
        #expect(
            result.found == "restore points usually come 25h apart; "
                + "without a new one the objective is broken at 1970-01-25T02:33:20Z")
        #expect(example.findings(RecoveryPointForecast.self).first?.severity == .warning)
    }

    @Test func `a backup that is late endangers the objective before it is broken`() throws {
        var example = Example()
        example.series("db1", agesInHours: [47, 41, 35, 29, 23])
        let result = try #require(example.result(RecoveryPointForecast.self, of: dump))
        #expect(result.state == .endangered)
        #expect(result.found.hasPrefix("restore points usually come 6h apart, but the newest is 23h old; "))
    }

    @Test func `regular points in time are met, few of them unknown, what is broken already is told elsewhere`() {
        var example = Example()
        example.series("db1", agesInHours: [25, 19, 13, 7, 1])
        #expect(example.states(RecoveryPointForecast.self, of: dump) == [.met])
        example = Example()
        example.series("db1", agesInHours: [19, 13, 7, 1])
        #expect(example.states(RecoveryPointForecast.self, of: dump) == [.unknown])
        example = Example()
        example.series("db1", agesInHours: [130, 106, 82, 58, 34])
        #expect(example.states(RecoveryPointForecast.self, of: dump) == [])
        #expect(example.findings(StaleRestorePoint.self).count == 1)
    }

    @Test func `the RPO of now is a result of every subject`() {
        var example = Example()
        #expect(example.states(StaleRestorePoint.self, of: dump) == [.met])
        example.hold("d1", "/var/backups/postgresql", changed: example.ago(50))
        #expect(example.states(StaleRestorePoint.self, of: dump) == [.breached])
        example.repositories[0].condition = .unreachable("down")
        example.repositories[0].points = []
        #expect(example.states(StaleRestorePoint.self, of: dump) == [.unknown])
    }

    @Test func `a schedule that fell silent is told, whatever the objective`() throws {
        var example = Example()
        example.applications[0].recoveryPoint = nil
        example.series("db1", agesInHours: [30, 26, 22, 18, 14])
        let finding = try #require(example.findings(ScheduleGap.self).first)
        #expect(finding.subject == dump)
        #expect(
            finding.message == "db1:/var/lib/postgresql: restore points usually come 4h apart (the last 4 intervals); "
                + "the newest is 14h old.")
        example = Example()
        example.series("db1", agesInHours: [24, 20, 16, 12, 8])
        #expect(example.findings(ScheduleGap.self).isEmpty, "twice the usual interval may be one late backup")
        #expect(example.checked(ScheduleGap.self) == 1)
    }

    @Test func `an irregular schedule is not late before its own worst`() {
        var example = Example()
        example.series("db1", agesInHours: [121, 97, 91, 61, 55, 30])
        #expect(example.findings(ScheduleGap.self).isEmpty)
        #expect(example.checked(ScheduleGap.self) == 1)
    }

    @Test func `too few restore points tell no schedule`() {
        var example = Example()
        example.series("db1", agesInHours: [400, 396, 392, 388])
        #expect(example.findings(ScheduleGap.self).isEmpty)
        #expect(example.checked(ScheduleGap.self) == 0)
    }
}
