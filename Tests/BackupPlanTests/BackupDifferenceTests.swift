import Assurance
import BackupPlan
import Estate
import Testing

@Suite struct BackupDifferenceTests {
    private let url = "sftp:b@vault1.example:/srv/near"

    /// Every host does what the plan says.
    private func obedient() -> PlannedShop {
        var shop = PlannedShop()
        for job in shop.plan().jobs {
            let times = CalendarTimes.expressions(of: job.schedule.minutes).joined(separator: "; ")
            shop.job(job.host.text, url, job.paths, schedule: times)
        }
        return shop
    }

    private func kinds(_ difference: BackupDifference) -> [String: String] {
        Dictionary(uniqueKeysWithValues: difference.items.map { ("\($0.host)/\($0.repository)", $0.kind.rawValue) })
    }

    @Test func `hosts that do what the plan says are the same`() {
        let difference = obedient().difference()
        #expect(difference.isSame && difference.items.count == 3, "\(difference)")
    }

    @Test func `a host without a job misses one, and its data is named by none`() {
        let difference = PlannedShop().difference()
        #expect(Set(kinds(difference).values) == ["missing"])
        #expect(difference.unnamed.map(\.text) == ["app1:/srv/uploads", "db1:/var/lib/postgresql", "mail1"])
    }

    @Test func `a forgotten path, raw files, other times and no times are differences`() throws {
        var shop = PlannedShop()
        shop.dataset("/var", of: "db1/postgresql")
        shop.job("app1", url, ["/etc"], schedule: "*-*-* 02:30:00")
        shop.job("db1", url, ["/var", "/etc"])
        let difference = shop.difference()
        let app = try #require(difference.items.first { $0.host == .host("app1") })
        #expect(app.kind == .different && app.details.contains("it does not name /srv/uploads"))
        #expect(app.details.contains { $0.hasPrefix("it runs at 02:30, not at") }, "\(app.details)")
        let db = try #require(difference.items.first { $0.host == .host("db1") })
        #expect(db.details == ["it may copy /var/lib/postgresql raw", "nothing was seen that starts it"])
        #expect(difference.unnamed == [AssetID("app1:/srv/uploads"), AssetID("mail1")])
    }

    @Test func `times that mean no every day are not compared, and that is said`() throws {
        var shop = PlannedShop()
        shop.job("app1", url, ["/srv/uploads"], schedule: "weekly")
        let item = try #require(shop.difference().items.first { $0.host == .host("app1") })
        #expect(item.kind == .different && item.details[0].contains("not compared"))
    }

    @Test func `a job into another repository is extra`() {
        var shop = obedient()
        shop.job("app1", "/mnt/disk", ["/home"])
        #expect(kinds(shop.difference())["app1//mnt/disk"] == "extra")
    }

    @Test func `of a host that was not read nothing is said`() {
        let spot = BlindSpot(subject: "db1", reason: "down")
        let difference = PlannedShop().difference(read: ["app1"], unread: [spot])
        #expect(difference.items.map(\.host) == [.host("app1")])
        #expect(difference.unnamed == [AssetID("app1:/srv/uploads")] && difference.unread == [spot])
    }
}
