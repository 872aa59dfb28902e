import Assurance
import BackupPlan
import Estate
import Testing

@Suite struct RepositoryChoiceTests {
    private func repositories(_ shop: PlannedShop, _ host: String) -> [String] {
        shop.plan().jobs.filter { $0.host == .host(host) }.map(\.repository).sorted()
    }

    @Test func `a repository on the host itself takes none of it`() {
        var shop = PlannedShop()
        shop.facts = []
        shop.repositories = []
        shop.repository("own", url: "/srv/own")
        #expect(shop.plan().jobs.isEmpty)
        #expect(shop.plan().uncovered.allSatisfy { $0.reason.contains("fails together with it") })
        shop.repository("away", url: "sftp:b@vault2.example:/srv/away")
        #expect(repositories(shop, "app1") == ["away"])
    }

    @Test func `a repository on the same hypervisor takes none of it`() {
        var shop = PlannedShop()
        shop.estate.assets.append(Asset(id: .host("hv1"), kind: .host))
        shop.connect("app1", .runsOn, "hv1")
        shop.connect("vault1", .runsOn, "hv1")
        #expect(repositories(shop, "app1").isEmpty)
        #expect(repositories(shop, "db1") == ["near"])
        let left = shop.plan().uncovered.map(\.reason)
        #expect(left == ["every repository fails together with it (hv1)"])
    }

    @Test func `what a host writes to already is kept`() {
        var shop = PlannedShop()
        let url = "sftp:b@vault2.example:/srv/zz"
        shop.repository("zz", url: url)
        #expect(repositories(shop, "app1") == ["near"])
        shop.job("app1", url, ["/etc"])
        #expect(repositories(shop, "app1") == ["zz"])
    }

    @Test func `a second copy goes to another site, where sites are known`() {
        var shop = PlannedShop()
        shop.repository("far", url: "sftp:b@vault2.example:/srv/far")
        shop.job("app1", "sftp:b@vault1.example:/srv/near", ["/etc"])
        shop.sites = [.host("app1"): "Bonn", .host("vault1"): "Bonn", .host("vault2"): "Kiel"]
        #expect(repositories(shop, "app1") == ["far", "near"])
        shop.sites[.host("vault2")] = "Bonn"
        #expect(repositories(shop, "app1") == ["near"])
    }

    @Test func `without any repository everything stays uncovered`() {
        var shop = PlannedShop()
        shop.repositories = []
        #expect(shop.plan().jobs.isEmpty && shop.plan().uncovered.count == 3)
    }
}
