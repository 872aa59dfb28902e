import Assurance
import Estate
import Testing

/// Circles of recover-phase dependencies that an estate brings with it.
@Suite struct RecoveryCircleTests {
    /// A repository on vault1 that only a service of app1 opens, whose data it protects.
    private var imported: Example {
        var example = Example()
        example.repositories = []
        for name in ["app1", "db1"] { example.profiles[AssetID(name)]?.backupJobs = [] }
        example.addDataset("/srv/repository", on: "vault1")
        example.connect("vault1:/srv/repository", .unlockedBy, "app1/orders", .recover)
        example.connect("app1:/srv/uploads", .protectedBy, "vault1:/srv/repository", .recover)
        return example
    }

    @Test func `a key in what it opens is a circle`() throws {
        let finding = try #require(imported.findings(CircularRecovery.self).first)
        #expect(
            finding.path.map(\.text) == [
                "vault1:/srv/repository", "app1/orders", "app1:/srv/uploads", "vault1:/srv/repository",
            ])
        #expect(
            finding.message == "vault1:/srv/repository opens only with the key that app1/orders holds (socket: seen). "
                + "app1/orders does not work without app1:/srv/uploads: stores-on (socket: seen). app1:/srv/uploads "
                + "comes back only from vault1:/srv/repository (socket: seen). "
                + "So none of them comes back once they are lost together.")
        #expect(finding.remedy.hasPrefix("Keep a copy of the key of vault1:/srv/repository"))
        #expect(imported.deadlocks.count == 1)
    }

    @Test func `a key on the repository's own host, on a host that stands, or one of several is no circle`() {
        var example = imported
        example.dependencies.removeAll { $0.kind == .unlockedBy }
        example.add(Asset(id: AssetID("vault1/keys"), kind: .service, host: AssetID("vault1")))
        example.connect("vault1:/srv/repository", .unlockedBy, "vault1/keys", .recover)
        // The repository's host stands, so that it resolves through what the repository restores does not matter.
        example.connect("vault1/keys", .calls, "app1/orders")
        #expect(example.deadlocks.isEmpty)
        #expect(imported.deadlocks(losing: "db1").isEmpty)
        #expect(imported.deadlocks(losing: "app1").map(\.kind) == [.circle])
        example = imported
        for index in example.dependencies.indices where example.dependencies[index].kind == .unlockedBy {
            example.dependencies[index].strength = .soft
        }
        #expect(example.deadlocks.isEmpty)
    }

    @Test func `a second backup that opens breaks the circle, one that does not is none`() {
        var example = imported
        example.addDataset("/srv/second", on: "vault1")
        example.connect("app1:/srv/uploads", .protectedBy, "vault1:/srv/second", .recover)
        #expect(example.deadlocks.isEmpty)
        // The second one needs what the first brings back.
        example.connect("vault1:/srv/second", .unlockedBy, "app1/orders", .recover)
        #expect(example.deadlocks.map(\.kind) == [.circle, .circle])
    }

    @Test func `a circle of start and run needs is no deadlock`() {
        var example = Example()
        example.connect("db1/postgresql", .calls, "app1/orders")
        #expect(example.deadlocks.isEmpty)
    }

    @Test func `two repositories with each other's keys are one circle`() {
        var example = imported
        example.dependencies.removeAll { $0.phase == .recover }
        example.addDataset("/srv/second", on: "vault1")
        example.connect("vault1:/srv/repository", .unlockedBy, "app1:/srv/uploads", .recover)
        example.connect("app1:/srv/uploads", .protectedBy, "vault1:/srv/second", .recover)
        example.connect("vault1:/srv/second", .unlockedBy, "db1:/var/lib/postgresql", .recover)
        example.connect("db1:/var/lib/postgresql", .protectedBy, "vault1:/srv/repository", .recover)
        let deadlocks = example.deadlocks
        #expect(deadlocks.count == 1)
        #expect(Set(deadlocks.first?.circle ?? []) == ["vault1:/srv/repository", "vault1:/srv/second"])
        #expect(deadlocks.first?.assets.count == 5)
    }

    @Test func `a large circle is found without recursion`() {
        let count = 20_000
        let hosts = (0..<count).map { AssetID("h\($0)") }
        let dependencies = hosts.indices.map { number in
            let evidence = Evidence(
                source: "declared", detail: "d", firstSeen: Example.now, lastSeen: Example.now, directionRule: "r")
            return Dependency(
                key: DependencyKey(
                    dependent: hosts[number], provider: hosts[(number + 1) % count], kind: .startsAfter,
                    phase: number == 0 ? .recover : .start), strength: .hard, evidence: [evidence])
        }
        let estate = Estate(
            name: "ring", observedAt: Example.now, assets: hosts.map { Asset(id: $0, kind: .host) },
            dependencies: dependencies)
        let circles = RecoveryCircles(estate, observed: Set(dependencies.map(\.key))).all
        #expect(circles.map(\.assets.count) == [count + 1])
    }
}
