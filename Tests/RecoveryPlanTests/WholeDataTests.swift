import Estate
import RecoveryPlan
import Testing

/// Databases that engines bring back as a whole, and datasets put together from several restore points.
@Suite struct WholeDataTests {
    private static let database = AssetID("db1:/var/lib/postgresql/15/main")
    private static let uploads = AssetID("app1:/srv/uploads")

    private var whole: PlannedRestorePoint {
        var point = PlannedRestorePoint(
            repository: "cluster", repositoryHost: .host("vault1"), point: "20261123-120637F",
            takenAt: Instant(seconds: 1_699_999_000), why: "the newest",
            body: NamedBody(name: "pgbackrest/restore", body: Example.body(.target, "pgbackrest")),
            parameters: [Parameter(name: "GU_SET", value: "20261123-120637F")], secrets: [])
        point.isWhole = true
        point.moment = Instant(seconds: 1_699_999_900)
        point.dataFrom = point.moment
        point.afterwards = ["It archives nothing."]
        return point
    }

    private func plan(_ source: PlannedRestorePoint, for asset: AssetID, _ kind: IncidentKind = .disaster) throws
        -> Plan
    {
        var input = Example.input()
        input.sources[asset] = .point(source)
        input.recipes["debian-host"]?.steps["leave-out"] = Example.body(.target, "leave-out")
        input.incident = Incident(kind)
        if kind == .humanError {
            input.survivors = Set(input.estate.hosts.map(\.id))
            input.scope = [ScopeEntry(name: asset.text, entries: [asset])]
        }
        return try Planner().plan(input)
    }

    @Test func `what comes back whole is loaded from no dump and waits for the configuration`() throws {
        let plan = try plan(whole, for: Self.database)
        #expect(plan.step(StepID("restore-data/db1/postgresql")) == nil)
        let restore = try #require(plan.step(StepID("restore-files/\(Self.database)")))
        #expect(restore.place == .target)
        #expect(restore.parameters.contains(Parameter(name: "GU_PATHS", value: "/var/lib/postgresql/15/main")))
        #expect(plan.needs(restore.id.text).contains("configure/db1"))
        #expect(plan.needs("start/db1/postgresql").contains(restore.id.text))
        let verify = try #require(plan.step(StepID("verify/db1/postgresql")))
        #expect(verify.parameters.contains(Parameter(name: "GU_DUMP_PATHS", value: "")))
        let chosen = try #require(plan.restorePoints.first { $0.dataset == Self.database })
        #expect(chosen.moment == whole.moment && chosen.dataFrom == whole.dataFrom)
        #expect(plan.gaps.contains(BlindSpot(subject: Self.database.text, reason: "It archives nothing.")))
    }

    @Test func `it waits for the resolver that tells its host where the repository is`() throws {
        let restore = "restore-files/\(Self.database)"
        #expect(try plan(whole, for: Self.database).needs(restore).contains("verify/ns1/bind9"))
        // A directory that the resolver itself waits for cannot wait for the resolver.
        let directory = AssetID("dc1:/var/lib/samba")
        let circular = try plan(whole, for: directory)
        let waits = circular.needs("restore-files/\(directory)").contains("verify/ns1/bind9")
        #expect(waits != circular.gaps.contains { $0.subject == "dc1 repository" })
        // Without a resolver in the plan there is nothing to wait for.
        #expect(try plan(Example.point, for: Self.database).needs(restore).allSatisfy { !$0.hasPrefix("verify") })
    }

    @Test func `in place only the data is set aside, not the dumps`() throws {
        let plan = try plan(whole, for: Self.database, .humanError)
        let aside = try #require(plan.step(StepID("set-aside/\(Self.database)")))
        #expect(aside.parameters.contains(Parameter(name: "GU_PATHS", value: "/var/lib/postgresql/15/main")))
        #expect(plan.needs("restore-files/\(Self.database)").contains(aside.id.text))
        #expect(plan.before("restore-files/\(Self.database)").contains("stop/db1/postgresql"))
    }

    private func composite(_ older: [String], _ leftOut: [String]) -> PlannedRestorePoint {
        var base = Example.point
        base.composite = PlannedComposite(
            older: older.isEmpty ? [] : [PlannedComposite.Part(point: Example.point, paths: older)], leftOut: leftOut)
        return base
    }

    @Test func `condemned files come from older points after the rest, and before anything starts`() throws {
        let plan = try plan(composite(["/srv/uploads/a"], ["/srv/uploads/a.locked"]), for: Self.uploads)
        let older = "restore-older-1/\(Self.uploads)"
        let leftOut = "leave-out-1/\(Self.uploads)"
        #expect(plan.needs(leftOut) == ["restore-files/\(Self.uploads)"])
        #expect(plan.needs(older) == [leftOut, "restore-files/\(Self.uploads)"])
        #expect(plan.before("start/app1/order-service").isSuperset(of: [older, leftOut]))
        #expect(plan.needs("finish/app1").contains(older))
        let step = try #require(plan.step(StepID(older)))
        #expect(step.parameters.contains(Parameter(name: "GU_PATHS", value: "/srv/uploads/a")))
        #expect(step.capacities.map(\.capacity).contains("repository:shop"))
        #expect(plan.restorePoints.count { $0.dataset == Self.uploads } == 2)
        #expect(plan.gaps.contains { $0.subject == Self.uploads.text && $0.reason.contains("a.locked") })
    }

    @Test func `a list of paths is never longer than an environment holds`() throws {
        let paths = (0..<3_000).map { "/srv/uploads/\(String(repeating: "x", count: 60))-\($0)" }
        let plan = try plan(composite(paths, []), for: Self.uploads)
        let steps = plan.steps.filter { $0.action.hasPrefix("restore-older-") }
        let lists = steps.map { step in step.parameters.first { $0.name == "GU_PATHS" }?.value ?? "" }
        #expect(lists.count == 3)
        #expect(lists.allSatisfy { $0.utf8.count < 100_000 })
        #expect(Set(lists.flatMap { $0.split(separator: "\n").map(String.init) }) == Set(paths))
    }

    @Test func `a name with a line end refuses the plan`() {
        #expect(throws: PlanRefusal.self) { try plan(composite(["/srv/uploads/a\nb"], []), for: Self.uploads) }
    }
}
