import Estate
import RecoveryPlan
import Testing

/// What happened decides how things come back.
@Suite struct IncidentTests {
    @Test func afterAnAttackKeysAreMadeAnew() throws {
        var input = Example.input()
        input.incident = Incident(.attack, compromisedAt: Instant(seconds: 1_699_999_500))
        input.isolated = ["app1", "db1", "dc1", "ns1", "web1"].map(AssetID.host).reduce(into: []) { $0.insert($1) }
        input.estate.profiles[.host("app1")]?.changedConfiguration.append(
            ConfigurationFile(path: "/etc/ssh/ssh_host_ed25519_key", package: nil, digest: "02"))
        let plan = try Planner().plan(input)
        #expect(plan.needs("renew-credentials/dc1/samba-ad-dc") == ["verify/dc1/samba-ad-dc"])
        #expect(plan.needs("finish/dc1").contains("renew-credentials/dc1/samba-ad-dc"))
        let paths = plan.step(StepID("configure/app1"))?.parameters.first { $0.name == "GU_PATHS" }?.value
        #expect(paths == "/etc/restic/paths", "host keys that the intruder may know do not come back")
        #expect(plan.gaps.filter { !$0.subject.hasSuffix("forensic copy") }.map(\.subject) == ["credentials"])
        #expect(plan.gaps.count == 6, "no target of the example keeps copies")
        #expect(plan.incident == input.incident)

        input.isolated.remove(.host("db1"))
        let exposed = try Planner().plan(input)
        #expect(exposed.gaps.contains { $0.subject == "isolation" && $0.reason.hasPrefix("db1 are rebuilt") })
    }

    @Test func whatTheConfigurationAsksReplacesTheDefaults() throws {
        var input = Example.input()
        input.incident = Incident(.attack)
        var policy = IncidentPolicy(.attack)
        policy.needsTime = false
        policy.renewsCredentials = false
        policy.keepsForensicCopies = false
        policy.isolation = .any
        input.policies[.attack] = policy
        let plan = try Planner().plan(input)
        #expect(plan.gaps.isEmpty && plan.step(StepID("renew-credentials/dc1/samba-ad-dc")) == nil)
        policy.isolation = .required
        input.policies[.attack] = policy
        let refusal = #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
        #expect(refusal?.reasons.map(\.subject) == ["isolation"])
        input.isolated = Set(["app1", "db1", "dc1", "ns1", "web1"].map(AssetID.host))
        _ = try Planner().plan(input)
    }

    @Test func whatIsLeftIsKeptBeforeAHostTakesItsPlace() throws {
        var input = Example.input()
        input.incident = Incident(.attack, compromisedAt: Instant(seconds: 1_699_999_500))
        let steps = try #require(input.targetSteps[.host("db1")])
        let body = NamedBody(name: "nspawn/preserve", body: try #require(steps.last).body.body)
        let kept = PlannedTargetStep(action: "preserve", body: body, parameters: [], isShared: false)
        input.targetSteps[.host("db1")] = Array(steps.dropLast()) + [kept] + steps.suffix(1)
        let plan = try Planner().plan(input)
        #expect(plan.needs("provision/db1") == ["preserve/db1"])
        #expect(!plan.gaps.contains { $0.subject == "db1 forensic copy" })
    }

    @Test func anAttackWithoutATimeIsRefused() {
        var input = Example.input()
        input.incident = Incident(.attack)
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
        input.incident = Incident(.malfeasance)
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
    }

    @Test func thePersonWhoDidHarmIsLockedOutBeforeAnythingServes() throws {
        var input = Example.input()
        input.incident = Incident(.malfeasance, person: "mallory")
        input.estate.profiles[.host("app1")]?.users = [
            LocalUser(
                name: "mallory", identifier: 1000, primaryGroup: 1000, comment: "", home: "/home/mallory",
                shell: "/bin/sh")
        ]
        let plan = try Planner().plan(input)
        #expect(plan.needs("lock-person/app1") == ["accounts/app1", "configure/app1"])
        #expect(plan.needs("start/app1/order-service").contains("lock-person/app1"))
        #expect(plan.needs("verify/dc1/samba-ad-dc").contains("lock-person/dc1/samba-ad-dc"))
        #expect(plan.step(StepID("lock-person/web1")) == nil, "the person has no account there")
        let parameters = plan.step(StepID("lock-person/dc1/samba-ad-dc"))?.parameters ?? []
        #expect(parameters.contains(Parameter(name: "GU_PERSON", value: "mallory")))
    }

    @Test func afterAMistakeOnlyDataComesBackAndNothingIsOverwritten() throws {
        var input = Example.input()
        input.incident = Incident(.humanError)
        input.survivors = Set(input.estate.hosts.map(\.id))
        input.scope = [ScopeEntry(name: "db1/postgresql", entries: [AssetID("db1/postgresql")])]
        let plan = try Planner().plan(input)
        let data = "db1:/var/lib/postgresql/15/main"
        #expect(
            Set(plan.steps.map(\.id.text)) == [
                "stop/db1/postgresql", "set-aside/\(data)", "restore-files/\(data)", "restore-data/db1/postgresql",
                "start/db1/postgresql", "verify/db1/postgresql", "verify/shop",
            ])
        #expect(plan.needs("set-aside/\(data)") == ["stop/db1/postgresql"])
        #expect(plan.needs("restore-files/\(data)") == ["set-aside/\(data)"])
        #expect(plan.before("start/db1/postgresql").contains("stop/db1/postgresql"))
        let kept = plan.step(StepID("set-aside/\(data)"))?.parameters.first { $0.name == "GU_PATHS" }?.value
        #expect(kept == "/var/backups/postgresql\n/var/lib/postgresql/15/main")
    }

    @Test func aMistakeWithoutNamedDataIsRefused() {
        var input = Example.input()
        input.incident = Incident(.humanError)
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
        input.scope = [ScopeEntry(name: "vault1", entries: [.host("vault1")])]
        #expect(throws: PlanRefusal.self) { try Planner().plan(input) }
    }
}
