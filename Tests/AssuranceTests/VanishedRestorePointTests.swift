import Assurance
import Estate
import Testing

@Suite struct VanishedRestorePointTests {
    private func example(retention: Int64?, _ kept: KeptPoints = KeptPoints(), vanish ids: [String]) -> Example {
        var example = Example()
        example.applications[0].retention = retention
        example.applications[0].protection.kept = kept
        example.dailyDumps(12)
        for id in ids { example.vanish(id) }
        return example
    }

    @Test func `a point that retention wants is an alarm with its moments`() throws {
        let example = example(retention: 30 * Example.day, vanish: ["db1-49"])
        let finding = try #require(example.findings(VanishedRestorePoint.self).first)
        #expect(finding.severity == .critical && finding.subject == "shop db1" && finding.applications == ["shop"])
        #expect(
            finding.message == "1 restore point of db1 vanished from repository shop: db1-49 of 1970-01-22T02:33:20Z; "
                + "last seen 1970-01-24T02:33:20Z. The retention objective still wants them.")
        #expect(example.report.verdict == .findings)
    }

    @Test func `what retention removes is no alarm`() {
        #expect(example(retention: 9 * Example.day, vanish: ["db1-265", "db1-241"]).alarms == 0)
        #expect(example(retention: nil, KeptPoints(last: 10), vanish: ["db1-265", "db1-241"]).alarms == 0)
        #expect(example(retention: nil, KeptPoints(daily: 11), vanish: ["db1-265"]).alarms == 0)
    }

    @Test func `one more than retention removes is`() {
        #expect(example(retention: nil, KeptPoints(last: 10), vanish: ["db1-265", "db1-241", "db1-217"]).alarms == 1)
        // Sunday's is the newest of its week, Monday's is not of its.
        #expect(example(retention: nil, KeptPoints(weekly: 2), vanish: ["db1-121"]).alarms == 0)
        #expect(example(retention: nil, KeptPoints(weekly: 2), vanish: ["db1-145"]).alarms == 1)
    }

    @Test func `without an objective the oldest may go first, and nothing else`() throws {
        #expect(example(retention: nil, vanish: ["db1-265", "db1-241"]).alarms == 0)
        let newest = example(retention: nil, vanish: ["db1-1"]).findings(VanishedRestorePoint.self)
        #expect(newest.map(\.severity) == [.critical])
        let between = example(retention: nil, vanish: ["db1-49"]).findings(VanishedRestorePoint.self)
        #expect(between.map(\.severity) == [.warning])
        let all = example(retention: nil, vanish: (0..<12).map { "db1-\($0 * 24 + 1)" })
        #expect(
            all.findings(VanishedRestorePoint.self).first?.message.hasPrefix("12 restore points of db1 vanished")
                == true)
        #expect(all.findings(VanishedRestorePoint.self).first?.message.hasSuffix("None of this job is left.") == true)
    }

    @Test func `the alarm stays until nobody would want the point any more`() throws {
        var example = example(retention: 5 * Example.day, vanish: ["db1-97"])
        #expect(example.alarms == 1)
        // Found missing long ago, when retention still wanted it; by now it would be gone anyway.
        let index = try #require(example.history.points.firstIndex { $0.facts.id == "db1-265" })
        example.history.points[index].goneSince = example.ago(200)
        example.repositories[0].points.removeAll { $0.id == "db1-265" }
        #expect(example.alarms == 1)
    }

    @Test func `what cannot be listed has not vanished`() {
        var example = example(retention: 30 * Example.day, vanish: ["db1-49"])
        example.repositories[0].condition = .damaged("a snapshot cannot be read")
        example.repositories[0].points = []
        #expect(example.alarms == 0)
        example = self.example(retention: 30 * Example.day, vanish: ["db1-49"])
        example.repositories[0].isListComplete = false
        #expect(example.alarms == 0)
    }

    @Test func `a repository that is not configured any more is not missed`() {
        var example = example(retention: 30 * Example.day, vanish: ["db1-49"])
        example.history.points.append(
            SeenPoint(
                repository: "old", facts: PointFacts(id: "o", host: "db1", takenAt: example.ago(9), paths: ["/"]),
                firstSeen: example.ago(9), lastSeen: example.ago(9), goneSince: example.ago(8)))
        #expect(example.alarms == 1)
    }

    @Test func `a first look proves nothing, and says so`() {
        let example = Example()
        #expect(example.alarms == 0 && example.checked(VanishedRestorePoint.self) == 0)
        #expect(example.report.notChecked.contains { $0.hasPrefix("Vanished restore points:") })
    }

    @Test func `a point that comes back is no alarm any more`() {
        var example = example(retention: 30 * Example.day, vanish: [])
        for index in example.history.points.indices { example.history.points[index].goneSince = example.ago(2) }
        #expect(example.alarms == 0)
        #expect(example.report.history.points.allSatisfy { $0.goneSince == nil })
    }

    @Test func `a point from the future, and one that was not there before`() throws {
        var example = Example()
        example.repositories[0].points[0].takenAt = example.ago(-2)
        let ahead = try #require(example.findings(ClockSkew.self).first)
        #expect(ahead.severity == .critical && ahead.message.contains("which lies 2h ahead"))
        example = Example()
        example.dailyDumps(3)
        example.repositories[0].points.insert(
            PointFacts(id: "late", host: "db1", takenAt: example.ago(300), paths: ["/var/backups/postgresql"]), at: 0)
        let late = try #require(example.findings(ClockSkew.self).first)
        #expect(late.severity == .warning && late.message.contains("lies before the look of 1970-01-24T02:33:20Z"))
        example = Example()
        #expect(example.findings(ClockSkew.self).isEmpty && example.checked(ClockSkew.self) == 2)
    }
}

extension Example {
    fileprivate var alarms: Int { findings(VanishedRestorePoint.self).count }
}
