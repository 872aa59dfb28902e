import Estate
import RecoveryPlan
import Testing

/// What a person decides of a plan: what to leave out, where to be asked, what comes back elsewhere.
@Suite struct DecisionTests {
    @Test func whatIsLeftOutBringsNothingAlongAndIsNamed() throws {
        var input = Example.input()
        input.exclusions = [.host("dc1")]
        let plan = try Planner().plan(input)
        #expect(!plan.steps.contains { $0.target == .host("dc1") })
        #expect(plan.bootstraps.isEmpty, "without the directory nothing is circular")
        #expect(
            plan.gaps.map(\.subject).filter { $0 != "shop" }.sorted()
                == ["app1/order-service", "ns1/bind9"], "both need the directory")
        #expect(plan.exclusions == [.host("dc1")])
    }

    @Test func oneDatasetCanBeLeftOut() throws {
        var input = Example.input()
        input.exclusions = [AssetID("web1:/var/www")]
        let plan = try Planner().plan(input)
        #expect(plan.step(StepID("restore-files/web1:/var/www")) == nil)
        #expect(plan.step(StepID("start/web1/nginx")) != nil)
        #expect(plan.gaps.contains { $0.subject == "web1/nginx" && $0.reason.contains("web1:/var/www") })
    }

    @Test func aPersonIsAskedWhenAllElseIsDone() throws {
        var input = Example.input()
        let without = try Planner().plan(input).needs("start/db1/postgresql")
        input.holds = [RequestedHold(asset: AssetID("db1/postgresql"), because: "finance checks first")]
        let plan = try Planner().plan(input)
        #expect(plan.needs("hold/db1/postgresql") == without)
        #expect(plan.needs("start/db1/postgresql") == (without + ["hold/db1/postgresql"]).sorted())
        #expect(plan.holds == [PlannedHold(step: StepID("hold/db1/postgresql"), because: "finance checks first")])
        let hold = try #require(plan.step(StepID("hold/db1/postgresql")))
        #expect(hold.capacities == [CapacityUse(capacity: "people", units: 1)])
        #expect(hold.timeout > 0)
    }

    @Test func aHoldBeforeNothingIsRefused() {
        var input = Example.input()
        input.holds = [RequestedHold(asset: .host("vault1"), because: "it stands")]
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
    }

    @Test func whatNamedAMovedHostIsChanged() throws {
        var input = Example.input()
        let mapping = HostMapping(host: .host("db1"), address: "10.88.0.4", prefixLength: 16)
        input.mappings = [.host("db1"): mapping]
        let evidence = Evidence(
            source: "configuration", detail: "/etc/default/order-service:3: DATABASE", firstSeen: Instant(seconds: 0),
            lastSeen: Instant(seconds: 0), directionRule: "the side that names the other")
        let number = try #require(
            input.estate.dependencies.firstIndex { $0.key.provider == AssetID("db1/postgresql") && $0.kind == .calls })
        input.estate.dependencies[number].evidence = [evidence]
        let plan = try Planner().plan(input)
        let adapt = try #require(plan.step(StepID("adapt/app1")))
        #expect(adapt.parameters.contains(Parameter(name: "GU_REPLACEMENTS", value: "10.77.0.3 10.88.0.4")))
        #expect(plan.needs("start/app1/order-service").contains("adapt/app1"))
        #expect(plan.needs("start/ns1/bind9").contains("adapt/ns1/bind9"), "zones tell others where hosts are")
        #expect(plan.needs("adapt/ns1/bind9").contains("restore-files/ns1:/var/lib/bind"))
        #expect(
            plan.references == [
                ChangedReference(
                    host: .host("app1"), place: "/etc/default/order-service:3", old: "10.77.0.3", new: "10.88.0.4",
                    changedBy: StepID("adapt/app1"))
            ])
        let verify = plan.step(StepID("verify/db1/postgresql"))?.parameters ?? []
        #expect(verify.contains(Parameter(name: "GU_ADDRESS", value: "10.88.0.4")))
        #expect(plan.movedHosts == [.host("db1"): "10.88.0.4"])
    }

    @Test func referencesOnStandingHostsAreForPeople() throws {
        var input = Example.input()
        input.survivors = Set(["vault1", "app1", "dc1", "ns1", "web1"].map(AssetID.host))
        input.mappings = [.host("db1"): HostMapping(host: .host("db1"), fullName: "db9.shop.example")]
        let plan = try Planner().plan(input)
        let open = plan.references.filter { $0.changedBy == nil }
        #expect(open.map(\.host) == [.host("app1")])
        #expect(plan.gaps.contains { $0.subject.hasPrefix("app1 ") && $0.reason.contains("db9.shop.example") })
    }

    @Test func mappingsThatCannotWorkAreRefused() {
        func refusal(_ mapping: HostMapping) -> String? {
            var input = Example.input()
            input.mappings = [mapping.host: mapping]
            do throws(PlanRefusal) {
                _ = try Planner().plan(input)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(refusal(HostMapping(host: .host("db1"), address: "10.77.0.2"))?.contains("belongs to app1") == true)
        #expect(refusal(HostMapping(host: .host("vault1"), address: "10.9.9.9"))?.contains("does not rebuild") == true)
        #expect(refusal(HostMapping(host: .host("dc1"), fullName: "dc9.x"))?.contains("another name") == true)
        #expect(refusal(HostMapping(host: .host("dc1"), address: "10.9.9.9")) == nil)
    }

    @Test func aBootstrapThatLeansOnSomethingTakesItAwayAgain() throws {
        var input = Example.input()
        input.recipes["bind9"]?.bootstrap = nil
        // A host that resolves with its own server would make that server the only way to break the circle.
        input.estate.dependencies.removeAll { $0.dependent == .host("ns1") }
        let plan = try Planner().plan(input)
        #expect(plan.bootstraps.map(\.asset.text) == ["dc1/samba-ad-dc"])
        #expect(plan.needs("start/dc1/samba-ad-dc").contains("bootstrap-apply/dc1/samba-ad-dc"))
        #expect(
            plan.needs("bootstrap-remove/dc1/samba-ad-dc") == ["verify/dc1/samba-ad-dc", "verify/ns1/bind9"])
        #expect(plan.needs("verify-full/dc1/samba-ad-dc").contains("bootstrap-remove/dc1/samba-ad-dc"))
        let names = plan.step(StepID("bootstrap-apply/dc1/samba-ad-dc"))?.parameters
            .first { $0.name == "GU_BOOTSTRAP_HOSTS" }?.value
        #expect(names == "10.77.0.4 dc1.shop.example dc1\n10.77.0.5 ns1.shop.example ns1")

        input.recipes["samba-ad-dc"]?.steps["bootstrap-remove"] = nil
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
    }
}
