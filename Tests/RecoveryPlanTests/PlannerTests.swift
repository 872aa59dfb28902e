import Estate
import RecoveryPlan
import Testing

@Suite struct PlannerTests {
    @Test func theExampleEstateIsPlannedWhole() throws {
        let plan = try Planner().plan(Example.input())
        let perHost = ["provision", "media", "install", "patch", "accounts", "configure", "finish"]
        var expected = [
            "image/all", "verify/shop", "verify-full/ns1/bind9", "restore-data/db1/postgresql",
            "restore-data/dc1/samba-ad-dc",
        ]
        for host in ["app1", "db1", "dc1", "ns1", "web1"] { expected += perHost.map { "\($0)/\(host)" } }
        for service in Example.services where service.host != "vault1" {
            expected += ["start/\(service.host)/\(service.name)", "verify/\(service.host)/\(service.name)"]
        }
        expected += [
            "restore-files/app1:/srv/uploads", "restore-files/db1:/var/lib/postgresql/15/main",
            "restore-files/dc1:/var/lib/samba", "restore-files/ns1:/var/lib/bind", "restore-files/web1:/var/www",
        ]
        #expect(plan.steps.map(\.id.text) == expected.sorted())
        #expect(plan.gaps.isEmpty)
        #expect(
            plan.trace.map(\.transform) == [
                "scope-closure", "host-steps", "configuration-steps", "dataset-steps", "service-steps",
                "composite-steps", "in-place", "target-mapping", "circular-needs", "bootstrap-shims",
                "dependency-order", "whole-data-order", "incident", "applications", "holds", "capacities", "estimates",
                "checks", "schedule",
            ])
    }

    @Test func servicesWaitForWhatTheyNeedAndNothingElse() throws {
        let plan = try Planner().plan(Example.input())
        #expect(
            plan.needs("start/app1/order-service") == [
                "configure/app1", "restore-files/app1:/srv/uploads", "verify/db1/postgresql", "verify/dc1/samba-ad-dc",
                "verify/ns1/bind9",
            ])
        #expect(
            plan.needs("start/web1/nginx") == [
                "configure/web1", "restore-files/web1:/var/www", "verify/app1/order-service", "verify/ns1/bind9",
            ])
        #expect(plan.needs("install/app1") == ["media/app1"])
        // Data and configuration come back at the same time.
        #expect(plan.needs("restore-files/web1:/var/www") == ["accounts/web1"])
        #expect(plan.needs("configure/web1") == ["accounts/web1"])
        // A host is built without waiting for any service of another host.
        #expect(
            plan.before("configure/web1") == [
                "image/all", "provision/web1", "media/web1", "install/web1", "patch/web1", "accounts/web1",
            ])
    }

    @Test func theCheapestMemberOfTheCircleStartsFirst() throws {
        let plan = try Planner().plan(Example.input())
        let bootstrap = try #require(plan.bootstraps.first)
        #expect(plan.bootstraps.count == 1)
        #expect(bootstrap.asset == AssetID("ns1/bind9"))
        #expect(bootstrap.name == "own-zones-first")
        #expect(bootstrap.without == [AssetID("dc1/samba-ad-dc")])
        #expect(bootstrap.why.contains("dc1/samba-ad-dc resolves-with ns1/bind9"))
        #expect(plan.needs("start/ns1/bind9") == ["configure/ns1", "restore-files/ns1:/var/lib/bind"])
        #expect(plan.needs("start/dc1/samba-ad-dc").contains("verify/ns1/bind9"))
        #expect(plan.needs("verify-full/ns1/bind9") == ["verify/dc1/samba-ad-dc", "verify/ns1/bind9"])
        #expect(plan.step(StepID("verify-full/ns1/bind9"))?.body == "bind9/verify-full")
        #expect(plan.needs("verify/shop").contains("verify-full/ns1/bind9"))
    }

    @Test func aSurvivingPartnerMakesABootstrapUnnecessary() throws {
        var input = Example.input()
        input.survivors.insert(.host("dc1"))
        let plan = try Planner().plan(input)
        #expect(plan.bootstraps.isEmpty)
        #expect(!plan.steps.contains { $0.target == .host("dc1") })
        #expect(plan.needs("start/ns1/bind9") == ["configure/ns1", "restore-files/ns1:/var/lib/bind"])
    }

    @Test func dumpsAreLoadedAndFilesAreCopied() throws {
        let plan = try Planner().plan(Example.input())
        let dump = try #require(plan.step(StepID("restore-files/db1:/var/lib/postgresql/15/main")))
        #expect(dump.parameters.contains(Parameter(name: "GU_PATHS", value: "/var/backups/postgresql")))
        #expect(dump.place == .controller)
        let load = try #require(plan.step(StepID("restore-data/db1/postgresql")))
        #expect(load.parameters.contains(Parameter(name: "GU_DUMP_PATHS", value: "/var/backups/postgresql")))
        #expect(plan.needs("start/db1/postgresql").contains("restore-data/db1/postgresql"))
        let files = try #require(plan.step(StepID("restore-files/app1:/srv/uploads")))
        #expect(files.parameters.contains(Parameter(name: "GU_PATHS", value: "/srv/uploads")))
    }

    @Test func theScopeIsWhatTheApplicationNeeds() throws {
        var input = Example.input()
        input.scope = [ScopeEntry(name: "names", entries: [AssetID("ns1/bind9")])]
        let plan = try Planner().plan(input)
        #expect(Set(plan.steps.map(\.target.text)) == ["all", "dc1", "ns1"])
        #expect(plan.scope == ["names"])
    }

    @Test func aHostComesBackWhole() throws {
        var input = Example.input()
        input.estate = Estate(
            name: "shop", observedAt: input.estate.observedAt,
            assets: input.estate.assets + [Asset(id: AssetID("ns1/exporter"), kind: .service, host: .host("ns1"))],
            dependencies: input.estate.dependencies + [Example.dependency("ns1/exporter", .calls, "db1/postgresql")],
            profiles: input.estate.profiles)
        input.scope = [ScopeEntry(name: "names", entries: [AssetID("ns1/bind9")])]
        let plan = try Planner().plan(input)
        #expect(plan.step(StepID("start/ns1/exporter"))?.body == "generic-service/start")
        #expect(plan.needs("start/ns1/exporter").contains("verify/db1/postgresql"))
    }

    @Test func theSameInputInAnotherOrderGivesTheSamePlan() throws {
        let plan = try Planner().plan(Example.input())
        #expect(try Planner().plan(Example.input()) == plan)
        var other = Example.input()
        other.estate = Estate(
            name: "shop", observedAt: other.estate.observedAt, assets: other.estate.assets.reversed(),
            dependencies: other.estate.dependencies.reversed(), profiles: [:])
        for (host, profile) in Example.estate().profiles.sorted(by: { $1.key < $0.key }) {
            other.estate.profiles[host] = profile
        }
        other.sources = [:]
        for (id, source) in Example.input().sources.sorted(by: { $1.key < $0.key }) { other.sources[id] = source }
        #expect(try Planner().plan(other) == plan)
    }

    @Test func theScheduleKeepsNeedsAndCapacities() throws {
        let plan = try Planner().plan(Example.input())
        let times = Dictionary(uniqueKeysWithValues: plan.schedule.map { ($0.step, $0) })
        #expect(times.count == plan.steps.count)
        for step in plan.steps {
            let own = try #require(times[step.id])
            #expect(own.finish - own.start == step.estimate.seconds)
            for need in step.needs { #expect(try #require(times[need.step]).finish <= own.start) }
        }
        for moment in Set(plan.schedule.map(\.start)) {
            let running = plan.schedule.filter { $0.start <= moment && moment < $0.finish }.map(\.step)
            #expect(running.count { plan.step($0)?.place == .controller } <= 4)
        }
        #expect(plan.makespan < plan.steps.reduce(0) { $0 + $1.estimate.seconds })
    }

    @Test func measurementsReplaceEstimates() throws {
        var input = Example.input()
        input.measurements = [
            StepID("install/app1"): Measurement(body: "debian-host/install", seconds: 33, run: "r1"),
            StepID("install/gone"): Measurement(body: "debian-host/install", seconds: 35, run: "r1"),
            StepID("patch/app1"): Measurement(body: "an-older-body", seconds: 99, run: "r0"),
        ]
        let plan = try Planner().plan(input)
        func estimate(_ step: String) -> Estimate? { plan.step(StepID(step))?.estimate }
        #expect(
            estimate("install/app1") == Estimate(seconds: 33, basis: "measured in run r1", low: 26, high: 50))
        #expect(estimate("install/db1")?.seconds == 35)
        #expect(estimate("patch/app1") == Estimate(seconds: 5, basis: "recipe", low: 2, high: 15))
        #expect(
            estimate("restore-files/app1:/srv/uploads")
                == Estimate(seconds: 9, basis: "recipe, and 200 MB at 50 MB/s", low: 4, high: 27))
    }
}
