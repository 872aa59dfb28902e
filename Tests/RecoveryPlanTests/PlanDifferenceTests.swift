import Estate
import RecoveryPlan
import Testing

@Suite struct PlanDifferenceTests {
    @Test func theSamePlanDiffersInNothing() throws {
        let plan = try Planner().plan(Example.input())
        #expect(PlanDifference(from: plan, to: plan).entries.isEmpty)
    }

    @Test func everyKindOfChangeIsNamed() throws {
        let old = try Planner().plan(Example.input())
        var input = Example.input()
        input.estateDigest = "e6"
        input.exclusions = [AssetID("web1:/var/www")]
        input.holds = [RequestedHold(asset: AssetID("db1/postgresql"), because: "asked")]
        input.recipes["nginx"]?.steps["start"] = StepBody(place: .target, timeout: 61, script: "other\n")
        input.capacities.controller = 9
        let entries = PlanDifference(from: old, to: try Planner().plan(input)).entries
        func change(_ subject: String, _ name: String) -> String? {
            entries.first { $0.subject == subject && $0.name == name }?.change
        }
        #expect(change("estate", "shop") == "e5 becomes e6")
        #expect(change("exclusions", "") == "nothing becomes web1:/var/www")
        #expect(change("step", "restore-files/web1:/var/www") == "is not there any more")
        #expect(change("step", "hold/db1/postgresql") == "is new")
        #expect(change("step", "start/db1/postgresql") == "also waits for hold/db1/postgresql")
        #expect(change("step", "start/web1/nginx")?.contains("timeout") == true)
        #expect(change("body", "nginx/start") == "its script changed")
        #expect(change("capacity", "controller") == "4 becomes 9")
        #expect(change("restore point", "web1:/var/www") == "is not there any more")
        #expect(change("hold", "hold/db1/postgresql") == "is new")
        #expect(entries == entries.sorted())
    }

    @Test func whatOneSideGainsTheOtherLoses() throws {
        let small = try Planner().plan(Example.input())
        var input = Example.input()
        input.holds = [RequestedHold(asset: .host("db1"), because: "asked")]
        let large = try Planner().plan(input)
        let there = PlanDifference(from: small, to: large).entries.filter { $0.change == "is new" }
        let back = PlanDifference(from: large, to: small).entries.filter { $0.change == "is not there any more" }
        #expect(!there.isEmpty)
        #expect(there.map(\.name) == back.map(\.name))
    }
}
