import Estate
import Recipes
import RecoveryPlan
import Testing

/// Plans of an estate whose hypervisor manager needs the names that its guest answers, and whose secret store keeps the
/// passphrase of the database that it lies in, by the recipes as they are.
@Suite struct BootstrapPlanTests {
    private static let services = [
        ("hv1", "ganeti"), ("dns1", "bind9"), ("db1", "postgresql"), ("kms1", "barbican"),
    ]

    private func needs(
        _ dependent: String, _ kind: DependencyKind, _ provider: String, _ phase: DependencyPhase = .run
    ) -> Dependency {
        let seen = Evidence(
            source: "configuration", detail: "example", firstSeen: Instant(seconds: 0), lastSeen: Instant(seconds: 0),
            directionRule: "the side that names the other")
        return Dependency(
            key: DependencyKey(dependent: AssetID(dependent), provider: AssetID(provider), kind: kind, phase: phase),
            strength: .hard, evidence: [seen])
    }

    private var estate: Estate {
        var assets: [Asset] = []
        var dependencies = [
            needs("dns1", .runsOn, "hv1/ganeti"), needs("hv1/ganeti", .resolvesWith, "dns1/bind9", .start),
            needs("kms1/barbican", .calls, "db1/postgresql", .start),
            needs("db1/postgresql", .unlockedBy, "kms1/barbican", .start),
        ]
        for (host, service) in Self.services {
            assets.append(Asset(id: .host(host), kind: .host, recipe: "debian-host"))
            let id = AssetID.service(service, on: .host(host))
            assets.append(Asset(id: id, kind: .service, host: .host(host), recipe: service, unit: "\(service).service"))
            dependencies += [needs(id.text, .runsOn, host), needs(host, .resolvesWith, "dns1/bind9")]
        }
        for (host, service, path) in [
            ("hv1", "ganeti", "/var/lib/ganeti"), ("db1", "postgresql", "/var/lib/postgresql"),
            ("kms1", "barbican", "/var/lib/barbican"),
        ] {
            let id = AssetID.dataset(path, on: .host(host))
            let dump = service == "ganeti" ? nil : "/var/backups/\(service)"
            let profile = DatasetProfile(path: path, bytes: 1_000_000, dumpPath: dump, foundBy: "recipe")
            assets.append(Asset(id: id, kind: .dataset, host: .host(host), dataset: profile))
            dependencies.append(needs("\(host)/\(service)", .storesOn, id.text))
        }
        assets.sort { $0.id < $1.id }
        dependencies.sort { $0.key < $1.key }
        var estate = Estate(
            name: "virt", observedAt: Instant(seconds: 1), assets: assets, dependencies: dependencies)
        for (number, (host, _)) in Self.services.enumerated() {
            estate.profiles[.host(host)] = HostProfile(
                fullName: "\(host).virt.example", operatingSystem: "debian 12", architecture: "amd64",
                machineID: "\(number)", virtualization: "none",
                addresses: [HostAddress(interface: "host0", address: "10.77.0.\(number + 12)", prefixLength: 24)],
                nameservers: ["10.77.0.13"])
        }
        return estate
    }

    private func plan() throws -> Plan {
        let estate = estate
        var input = PlanningInput(
            estate: estate, estateDigest: "e", asOf: Instant(seconds: 2), recipes: try RecipeBook.builtin())
        input.depot = "/depot"
        let body = StepBody(place: .controller, timeout: 60, script: "set -eu\n")
        let point = PlannedRestorePoint(
            repository: "virt", repositoryHost: AssetID("vault1"), point: "0a", takenAt: Instant(seconds: 1),
            why: "the newest", body: NamedBody(name: "restic/restore", body: body), parameters: [], secrets: [])
        for host in estate.hosts {
            input.targetSteps[host.id] = [
                PlannedTargetStep(
                    action: "provision", body: NamedBody(name: "nspawn/provision", body: body), parameters: [],
                    isShared: false)
            ]
            input.sources[host.id] = .point(point)
        }
        for dataset in estate.datasets { input.sources[dataset.id] = .point(point) }
        return try Planner().plan(input)
    }

    /// Whether each step comes after the one before it, by needs alone.
    private func expectOrder(_ steps: [String], in plan: Plan) {
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            var seen: Set<StepID> = []
            var open = [StepID(later)]
            while let next = open.popLast() {
                for need in plan.step(next)?.needs ?? [] where seen.insert(need.step).inserted {
                    open.append(need.step)
                }
            }
            #expect(seen.contains(StepID(earlier)), "\(later) has to come after \(earlier)")
        }
    }

    @Test func `the hypervisor manager starts by its own names, and its guest is made on it`() throws {
        let plan = try plan()
        expectOrder(
            [
                "restore-files/hv1:/var/lib/ganeti", "bootstrap-apply/hv1/ganeti", "start/hv1/ganeti",
                "verify/hv1/ganeti", "provision/dns1", "start/dns1/bind9", "verify/dns1/bind9",
                "bootstrap-remove/hv1/ganeti", "verify-full/hv1/ganeti", "finish/hv1",
            ], in: plan)
        let names = plan.step(StepID("bootstrap-apply/hv1/ganeti"))?.parameters.first {
            $0.name == "GU_BOOTSTRAP_HOSTS"
        }
        #expect(names?.value == "10.77.0.13 dns1.virt.example dns1\n10.77.0.12 hv1.virt.example hv1")
    }

    @Test func `the secret store starts on the copy of its storage until the database is up`() throws {
        let plan = try plan()
        expectOrder(
            [
                "restore-data/kms1/barbican", "bootstrap-apply/kms1/barbican", "start/kms1/barbican",
                "verify/kms1/barbican", "start/db1/postgresql", "verify/db1/postgresql",
                "bootstrap-remove/kms1/barbican", "verify-full/kms1/barbican", "finish/kms1",
            ], in: plan)
        let load = try #require(plan.step(StepID("restore-data/db1/postgresql")))
        #expect(!load.needs.contains { $0.step.text.hasSuffix("barbican") }, "loading wants no passphrase")
    }

    @Test func `both bootstraps are explained`() throws {
        let chosen = try plan().bootstraps.sorted { $0.asset < $1.asset }
        #expect(chosen.map(\.asset.text) == ["hv1/ganeti", "kms1/barbican"])
        #expect(chosen.map(\.name) == ["names-of-its-own", "copy-of-its-storage"])
        #expect(chosen.map { $0.without.map(\.text) } == [["dns1/bind9"], ["db1/postgresql"]])
        #expect(chosen.first?.why.contains("hv1/ganeti resolves-with dns1/bind9") == true)
    }
}
