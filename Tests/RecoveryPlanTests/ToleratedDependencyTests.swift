import Estate
import RecoveryPlan
import Testing

/// A circle that is cheapest to break by not waiting for one of its dependencies.
@Suite struct ToleratedDependencyTests {
    private func plan() throws -> Plan {
        var estate = Example.estate()
        estate.dependencies.append(Example.dependency("app1/order-service", .keepsTimeWith, "web1/nginx"))
        estate.dependencies.sort { $0.key < $1.key }
        return try Planner().plan(Example.input(estate))
    }

    @Test func nobodyWaitsForIt() throws {
        let plan = try plan()
        #expect(!plan.needs("start/app1/order-service").contains("verify/web1/nginx"))
        #expect(plan.needs("start/web1/nginx").contains("verify/app1/order-service"))
        #expect(plan.needs("start/app1/order-service").contains("verify/db1/postgresql"), "other needs are kept")
    }

    @Test func thePlanSaysSoAndVerifiesInFullAfterwards() throws {
        let plan = try plan()
        let tolerated = try #require(plan.bootstraps.first { $0.name == "tolerate-keeps-time-with" })
        #expect(tolerated.asset == AssetID("app1/order-service"))
        #expect(tolerated.without == [AssetID("web1/nginx")])
        #expect(tolerated.circle.contains(AssetID("web1/nginx")))
        #expect(tolerated.why.contains("the confidence in it is 70 %"))
        #expect(plan.needs("verify-full/app1/order-service") == ["verify/app1/order-service", "verify/web1/nginx"])
    }
}
