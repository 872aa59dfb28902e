import Assurance
import BackupPlan
import Estate
import Testing

@Suite struct BackupPlannerTests {
    @Test func `a database is dumped before its files, and never copied raw`() throws {
        var shop = PlannedShop()
        // A folder around the live files must not smuggle them in.
        shop.dataset("/var", of: "db1/postgresql")
        let job = try #require(shop.plan().jobs.first { $0.host == .host("db1") })
        #expect(job.dumps.map(\.name) == ["postgresql"])
        #expect(job.dumps.first?.unit == "postgresql@15-main.service")
        #expect(job.dumps.first?.dumpPaths == ["/var/backups/postgresql"])
        #expect(job.paths == ["/var"])
        #expect(job.excludes == ["/var/lib/postgresql"])
    }

    @Test func `a database that nothing can dump stays uncovered, and says why`() throws {
        var shop = PlannedShop()
        shop.dumping = []
        let plan = shop.plan()
        let left = try #require(plan.uncovered.first)
        #expect(left.asset == AssetID("db1:/var/lib/postgresql"))
        #expect(left.reason.contains("the recipe postgresql knows no dump") && !left.remedy.isEmpty)
        #expect(!plan.jobs.contains { $0.host == .host("db1") })
    }

    @Test func `the database's own tool is preferred for exactly its cluster`() throws {
        var shop = PlannedShop()
        let data = "/var/lib/postgresql/15/main"
        shop.repository(
            "wal", url: "/srv/wal", engine: "pgbackrest", reach: .cluster(host: "db1.example", data: data))
        let job = try #require(shop.plan().jobs.first { $0.host == .host("db1") })
        #expect(job.engine == "pgbackrest" && job.method == .native(data: data) && job.paths == [data])
        #expect(job.dumps.isEmpty)
        var other = PlannedShop()
        other.repository("wal", url: "/srv/wal", engine: "pgbackrest", reach: .cluster(host: "db9", data: data))
        #expect(other.plan().jobs.first { $0.host == .host("db1") }?.engine == "restic")
    }

    @Test func `a disk is taken by the repository that was made for it, and nothing besides it is`() throws {
        var shop = PlannedShop()
        shop.service("app1/machine", recipe: "generic-service")
        shop.dataset("/srv/disks/web01.qcow2", of: "app1/machine")
        shop.dataset("/srv/disks", of: "app1/machine")
        shop.repository(
            "disk", url: "/mnt/images", engine: "qemu-image",
            reach: .cluster(host: "app1", data: "/srv/disks/web01.qcow2"))
        let jobs = shop.plan().jobs.filter { $0.host == .host("app1") }
        let disk = try #require(jobs.first { $0.repository == "disk" })
        #expect(disk.method == .native(data: "/srv/disks/web01.qcow2") && disk.paths == ["/srv/disks/web01.qcow2"])
        // Around it there may be others, and of those the repository holds nothing.
        let files = try #require(jobs.first { $0.repository == "near" })
        #expect(files.paths == ["/srv/disks", "/srv/uploads"] && files.excludes == disk.paths && disk.excludes.isEmpty)
    }

    @Test func `configuration goes along whole, also that of hosts that no application needs`() throws {
        let job = try #require(PlannedShop().plan().jobs.first { $0.host == .host("mail1") })
        #expect(job.paths == ["/etc"] && job.applications.isEmpty)
        #expect(PlannedShop().plan(for: "shop").hosts == [.host("app1"), .host("db1")])
    }

    @Test func `what somebody answers for is left out and told`() throws {
        var shop = PlannedShop()
        shop.risks = [
            AcceptedRisk(
                subject: "app1:/srv/uploads", owner: "Ann", because: "made anew", until: Instant(seconds: 9_000))
        ]
        let left = try #require(shop.plan().uncovered.first)
        #expect(left.asset == AssetID("app1:/srv/uploads") && left.remedy.isEmpty && left.reason.contains("Ann"))
        #expect(!shop.plan().jobs.contains { $0.host == .host("app1") })
    }

    @Test func `a path that no list can hold is named, not mangled`() throws {
        var shop = PlannedShop()
        shop.dataset("/srv/a\nb", of: "app1/orders")
        #expect(shop.plan().uncovered.map(\.asset) == [AssetID("app1:/srv/a\nb")])
        #expect(shop.plan().jobs.flatMap(\.paths).allSatisfy { !$0.contains("\n") })
    }

    @Test func `databases come first, and what belongs together comes back to back`() {
        var shop = PlannedShop()
        shop.service("mail1/mail", recipe: "generic-service")
        shop.dataset("/srv/mail", of: "mail1/mail")
        shop.applications.append(
            ApplicationFacts(name: "mail", entries: [AssetID("mail1/mail")], recoveryPoint: 3_600 * 2))
        let plan = shop.plan()
        #expect(plan.jobs.map(\.id) == ["mail1/near", "db1/near", "app1/near"])
        #expect(plan.jobs.map(\.group) == [nil, "shop", "shop"])
    }

    @Test func `the same estate gives the same plan`() {
        var shuffled = PlannedShop()
        shuffled.estate.assets.reverse()
        shuffled.estate.dependencies.reverse()
        shuffled.repositories.reverse()
        #expect(shuffled.plan() == PlannedShop().plan())
    }
}
