import Contracts
import DependencyGraph
import Estate
import Testing

@testable import LiveHost

/// The six hosts of the lab, from what their collectors really printed.
@Suite struct LabDiscoveryTests {
    static let hosts = ["app1", "db1", "dc1", "ns1", "vault1", "web1"]
    static let now = Instant(seconds: 1_800_000_000)

    static func estate() throws -> Estate {
        let observed = try hosts.map { host in
            ObservedHost(
                name: host,
                observation: try LiveHostSource.observe(
                    facts: try fixture(host), of: host, recipes: LabRecipes.all, at: now))
        }
        return Unification(estate: "shop", at: now).unify(observed)
    }

    @Test func edges() throws {
        let estate = try Self.estate()
        for d in estate.dependencies { print(d.dependent, d.kind.rawValue, d.provider, d.phase.rawValue, d.strength.rawValue, d.applicationProtocol ?? "-", d.port ?? 0, d.evidence.map { "\($0.source): \($0.detail)" }) }
        for a in estate.assets { print(a.id, a.kind, a.recipe ?? "-", a.unit ?? "-", a.package ?? "-", a.listeners.count, a.dataset as Any) }
        for b in estate.blindSpots { print(b.subject, b.reason) }
        for (h, p) in estate.profiles { print(h, p.fullName, p.operatingSystem, p.addresses, p.gateway ?? "", p.nameservers, p.searchDomains, p.packages.count, p.packages.filter(\.isManual).count, p.users.count, p.groups.count, p.changedConfiguration.count, p.backupJobs, p.enabledUnits) }
        for c in estate.profiles[AssetID("web1")]!.changedConfiguration { print(c.path, c.package ?? "-", c.digest ?? "?") }
    }
}
