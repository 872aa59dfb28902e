import Estate
import RecoveryPlan
import Testing

/// What a plan must not promise, and what it says it leaves out.
@Suite struct RefusalTests {
    private func refusal(_ input: PlanningInput) -> [PlanRefusal.Reason] {
        do {
            _ = try Planner().plan(input)
            return []
        } catch {
            return error.reasons
        }
    }

    @Test func aRepositoryOnALostHostIsADeadlock() {
        var input = Example.input()
        input.survivors = []
        input.targetSteps[.host("vault1")] = input.targetSteps[.host("app1")]
        let reasons = refusal(input)
        #expect(
            reasons.contains {
                $0.subject == "db1:/var/lib/postgresql/15/main"
                    && $0.explanation.contains("vault1 is itself to be rebuilt: a recovery deadlock")
            })
    }

    @Test func aRepositoryThatCannotBeOpenedIsADeadlock() {
        var input = Example.input()
        input.sources[AssetID("app1:/srv/uploads")] = .blocked(reason: "No password.", hint: "Escrow it.")
        #expect(
            refusal(input) == [
                PlanRefusal.Reason(subject: "app1:/srv/uploads", explanation: "No password.", hint: "Escrow it.")
            ])
    }

    @Test func aSecretWithoutAPlaceIsRefused() {
        var input = Example.input()
        let point = PlannedRestorePoint(
            repository: "shop", repositoryHost: nil, point: "1", takenAt: Instant(seconds: 0), why: "",
            body: Example.point.body, parameters: [],
            secrets: [SecretReference(name: "GU_REPOSITORY_PASSWORD", reference: "")])
        input.sources[AssetID("app1:/srv/uploads")] = .point(point)
        #expect(refusal(input).map(\.subject) == ["restore-files/app1:/srv/uploads"])
    }

    @Test func aHostWithoutTargetOrProfileIsRefused() {
        var input = Example.input()
        input.targetSteps[.host("app1")] = nil
        #expect(refusal(input).map(\.subject) == ["app1"])
        input = Example.input()
        input.estate.profiles[.host("app1")] = nil
        #expect(refusal(input).map(\.subject) == ["app1"])
    }

    @Test func anUnknownEntryIsRefused() {
        var input = Example.input()
        input.scope = [ScopeEntry(name: "shop", entries: [AssetID("web9/nginx")])]
        #expect(refusal(input).first?.explanation == "The estate has no asset web9/nginx.")
    }

    @Test func nothingLostIsRefused() {
        var input = Example.input()
        input.survivors = Set(input.estate.hosts.map(\.id))
        #expect(refusal(input).map(\.subject) == ["scope"])
    }

    @Test func aNullByteInAParameterIsRefused() {
        var input = Example.input()
        input.targetSteps[.host("app1")] =
            input.targetSteps[.host("app1"), default: []] + [
                PlannedTargetStep(
                    action: "boot", body: NamedBody(name: "nspawn/boot", body: Example.body(.controller, "boot")),
                    parameters: [Parameter(name: "GU_HOST", value: "a\0b")], isShared: false)
            ]
        #expect(refusal(input).map(\.subject) == ["boot/app1"])
    }

    @Test func whatDoesNotComeBackIsAGap() throws {
        var input = Example.input()
        input.sources[AssetID("app1:/srv/uploads")] = .missing("No restore point holds /srv/uploads.")
        input.sources[.host("web1")] = nil
        input.estate.profiles[.host("app1")]?.packages.append(
            InstalledPackage(name: "order-service", version: "1.0.0", architecture: "all", isManual: true, origin: nil))
        input.estate.profiles[.host("db1")]?.changedConfiguration.append(
            ConfigurationFile(path: "/etc/a\nb", package: nil, digest: nil))
        let plan = try Planner().plan(input)
        #expect(
            plan.gaps.map(\.subject) == [
                "app1 package order-service", "app1:/srv/uploads", "db1 configuration", "web1 configuration",
            ])
        #expect(plan.step(StepID("restore-files/app1:/srv/uploads")) == nil)
        #expect(plan.needs("start/web1/nginx").contains("accounts/web1"))
        input.mediaPackages = ["order-service"]
        #expect(try Planner().plan(input).gaps.count == 3)
        for host in ["db1", "ns1"] {
            input.estate.profiles[.host(host)]?.packages = [
                InstalledPackage(name: "dash", version: "1", architecture: "amd64", isManual: true, origin: nil)
            ]
        }
        let ignorant = try Planner().plan(input).gaps.filter { $0.subject == "packages" }
        input.mediaPackages.insert("dash")
        #expect(try !Planner().plan(input).gaps.contains { $0.subject == "packages" })
        #expect(ignorant.map { $0.reason.prefix(25) } == ["db1, ns1 know no archive; "].map { $0.prefix(25) })
    }

    @Test func anExternalProviderIsNamed() throws {
        var input = Example.input()
        input.estate = Estate(
            name: "shop", observedAt: input.estate.observedAt,
            assets: input.estate.assets + [Asset(id: .external("192.0.2.9"), kind: .external)],
            dependencies: input.estate.dependencies + [
                Example.dependency("app1/order-service", .calls, "external:192.0.2.9")
            ],
            profiles: input.estate.profiles)
        #expect(try Planner().plan(input).gaps.map(\.subject) == ["external:192.0.2.9"])
    }

    @Test func configurationOfTheLostMachineItselfStaysBehind() throws {
        var input = Example.input()
        let paths = [
            "/etc/machine-id", "/etc/ssh/sshd_config", "/etc/rc3.d/S01x", "/etc/rc.local", "/etc/shadow",
            "/etc/systemd/network/x.network", "/etc/ld.so.cache", "/etc/alternatives/vi", "/etc/hosts",
        ].map { ConfigurationFile(path: $0, package: nil, digest: "0") }
        let certificates = [
            ConfigurationFile(path: "/etc/ssl/certs/0a.0", package: nil, digest: "->shop.pem"),
            ConfigurationFile(path: "/etc/ssl/certs/shop.pem", package: nil, digest: "0"),
        ]
        input.estate.profiles[.host("app1")]?.changedConfiguration = paths + certificates
        let step = try #require(try Planner().plan(input).step(StepID("configure/app1")))
        #expect(
            step.parameters.first { $0.name == "GU_PATHS" }?.value
                == "/etc/hosts\n/etc/rc.local\n/etc/ssh/sshd_config\n/etc/ssl/certs/shop.pem")
    }

    @Test func aDeadlockRefusesWhatWaitsForItAndNothingElse() throws {
        var input = Example.input()
        let reason = PlanRefusal.Reason(subject: "shop", explanation: "Its password is gone.", hint: "Escrow it.")
        input.deadlocks = [PlannedDeadlock(hosts: [.host("db1")], reason: reason)]
        #expect(throws: PlanRefusal([reason])) { try Planner().plan(input) }
        input.survivors = Set(["vault1", "db1", "dc1", "ns1", "app1"].map(AssetID.host))
        #expect(try Planner().plan(input).steps.contains { $0.id.text == "provision/web1" })
    }
}
