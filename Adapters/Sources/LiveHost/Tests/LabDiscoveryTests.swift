import DependencyGraph
import Estate
import Testing

@testable import LiveHost

/// The six hosts of the lab, from what their collectors really printed.
@Suite struct LabDiscoveryTests {
    static let hosts = ["app1", "db1", "dc1", "ns1", "vault1", "web1"]
    static let now = Instant(seconds: 1_800_000_000)

    static func estate(_ names: [String] = hosts) throws -> Estate {
        let observed = try names.map { host in
            ObservedHost(
                name: host,
                observation: try LiveHostSource.observe(
                    facts: try fixture(host), of: host, recipes: LabRecipes.all, at: now))
        }
        return Unification(estate: "shop", at: now).unify(observed)
    }

    @Test func everyEdgeExistsAndNoOther() throws {
        let edges = try Self.estate().dependencies.map { edge in
            let port = edge.port.map { " \(edge.applicationProtocol ?? "?")/\($0)" } ?? ""
            let sources = edge.evidence.map(\.source).joined(separator: "+")
            return "\(edge.dependent) \(edge.kind.rawValue) \(edge.provider)\(port) (\(sources))"
        }
        #expect(
            edges == [
                "app1 resolves-with ns1/bind9 dns/53 (resolver)",
                "app1/order-service runs-on app1 (unit)",
                "app1/order-service stores-on app1:/srv/uploads (open-file)",
                "app1/order-service stores-on app1:/var/lib/order-service (unit)",
                "app1/order-service calls db1/postgresql postgresql/5432 (configuration+socket)",
                "app1/order-service authenticates-with dc1/samba-ad-dc ldap/389 (configuration+socket)",
                "db1 resolves-with ns1/bind9 dns/53 (resolver)",
                "db1/postgresql runs-on db1 (unit)",
                "db1/postgresql stores-on db1:/var/lib/postgresql (open-file+recipe)",
                "dc1 resolves-with ns1/bind9 dns/53 (resolver)",
                "dc1/samba-ad-dc runs-on dc1 (unit)",
                "dc1/samba-ad-dc stores-on dc1:/var/lib/samba (open-file+recipe)",
                "dc1/samba-ad-dc resolves-with ns1/bind9 dns/53 (configuration)",
                "ns1/bind9 resolves-with dc1/samba-ad-dc dns/53 (configuration)",
                "ns1/bind9 runs-on ns1 (unit)",
                "ns1/bind9 stores-on ns1:/var/lib/bind (recipe)",
                "vault1 resolves-with ns1/bind9 dns/53 (resolver)",
                "vault1/restic-repository runs-on vault1 (unit)",
                "vault1/restic-repository stores-on vault1:/srv/restic/infrastructure (recipe)",
                "vault1/restic-repository stores-on vault1:/srv/restic/shop (recipe)",
                "web1 resolves-with ns1/bind9 dns/53 (resolver)",
                "web1/nginx calls app1/order-service http/8080 (configuration+socket)",
                "web1/nginx runs-on web1 (unit)",
                "web1/nginx stores-on web1:/srv/www (recipe)",
            ])
    }

    @Test func everyAssetExistsAndNoOther() throws {
        let assets = try Self.estate().assets.map { asset in
            [asset.id.text, asset.recipe, asset.unit, asset.dataset?.foundBy].compactMap { $0 }.joined(separator: " ")
        }
        #expect(
            assets == [
                "app1 debian-host",
                "app1/order-service generic-service order-service.service",
                "app1:/srv/keys unpackaged",
                "app1:/srv/uploads open-files",
                "app1:/var/lib/order-service state-directory",
                "db1 debian-host",
                "db1/postgresql postgresql postgresql@15-main.service",
                "db1:/var/lib/postgresql recipe",
                "dc1 debian-host",
                "dc1/samba-ad-dc samba-ad-dc samba-ad-dc.service",
                "dc1:/var/lib/samba recipe",
                "ns1 debian-host",
                "ns1/bind9 bind9 named.service",
                "ns1:/var/lib/bind recipe",
                "vault1 debian-host",
                "vault1/restic-repository restic-repository ssh.service",
                "vault1:/srv/restic/infrastructure restic-repository recipe",
                "vault1:/srv/restic/shop restic-repository recipe",
                "web1 debian-host",
                "web1/nginx nginx nginx.service",
                "web1:/srv/www recipe",
                "web1:/usr/local unpackaged",
            ])
    }

    @Test func evidenceSaysWhereToLook() throws {
        let estate = try Self.estate()
        let login = try #require(estate.dependencies.first { $0.kind == .authenticatesWith })
        #expect(
            login.evidence.map(\.detail) == [
                "/etc/order-service/environment:2: LDAP_URL",
                "tcp 10.77.0.5:43027 -> 10.77.0.3:389 of order-service.service",
            ])
        let proxy = try #require(estate.dependencies.first { $0.dependent.text == "web1/nginx" && $0.kind == .calls })
        #expect(proxy.evidence.first?.detail == "/etc/nginx/sites-enabled/shop:2: server")
        #expect(proxy.evidence.last?.detail.hasSuffix("of nginx.service, 2 connections") == true)
    }

    @Test func backupJobsSayWhatWheretoAndWhoHoldsThePassword() throws {
        let profiles = try Self.estate().profiles
        let jobs = profiles.mapValues(\.backupJobs)
        #expect(
            jobs[AssetID("db1")] == [
                BackupJob(
                    engine: "restic", definedIn: "/etc/systemd/system/restic-backup.service",
                    repository: "sftp:backup@vault1.shop.example:/srv/restic/shop",
                    paths: ["/etc", "/var/backups/postgresql"], passwordFrom: "ssh keys@app1.shop.example",
                    schedule: "*-*-* 02:30:00")
            ])
        #expect(jobs[AssetID("app1")]?.map(\.passwordFrom) == ["file /srv/keys/restic-password"])
        #expect(jobs[AssetID("vault1")] == [])
    }

    @Test func profilesSayWhatHostsConsistOf() throws {
        let profile = try #require(try Self.estate().profiles[AssetID("dc1")])
        #expect(profile.fullName == "dc1.corp.example")
        #expect(profile.operatingSystem == "debian 12")
        #expect(profile.virtualization == "systemd-nspawn")
        #expect(profile.addresses.map(\.address) == ["10.77.0.3"])
        #expect(profile.gateway == "10.77.0.1")
        #expect(profile.nameservers == ["10.77.0.2"])
        #expect(profile.packages.contains { $0.name == "samba" })
        #expect(profile.packages.contains { !$0.isManual })
        #expect(profile.enabledUnits.contains("samba-backup.timer"))
        #expect(profile.users.contains { $0.name == "root" && $0.identifier == 0 })
    }

    @Test func changedConfigurationIsWhatNoPackageBrings() throws {
        let files = try #require(try Self.estate().profiles[AssetID("web1")]).changedConfiguration
        let byPath = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
        #expect(byPath["/etc/nginx/sites-available/default"]?.package == "nginx-common")
        #expect(byPath["/etc/nginx/sites-available/shop"]?.package == nil)
        #expect(byPath["/etc/nginx/sites-enabled/shop"]?.digest == "->../sites-available/shop")
        #expect(byPath["/etc/nginx/tls/web1.key"]?.digest?.count == 64)
        #expect(byPath["/etc/nginx/nginx.conf"] == nil)
        // It has to come back, but what is in it is nobody's business.
        #expect(byPath["/etc/shadow"] != nil && byPath["/etc/shadow"]?.digest == nil)
    }

    @Test func noSecretIsInTheFixtures() throws {
        for host in Self.hosts {
            let text = String(decoding: try fixture(host), as: UTF8.self)
            #expect(!text.contains("PRIVATE KEY-----"))
            for line in text.split(separator: "\n") where line.contains("PASSWORD=") {
                #expect(line.hasSuffix("PASSWORD=***"))
            }
            #expect(host != "app1" || text.contains("postgresql://orders:***@db1.shop.example"))
        }
    }

    @Test func aHostThatWasNotReadIsABlindSpotAndItsEdgesLeadOutside() throws {
        let observed = ObservedHost(
            name: "app1",
            observation: try LiveHostSource.observe(
                facts: try fixture("app1"), of: "app1", recipes: LabRecipes.all, at: Self.now))
        let estate = Unification(estate: "shop", at: Self.now)
            .unify([observed, ObservedHost(name: "db1", observation: nil, problem: "ssh could not connect")])
        #expect(estate.asset(AssetID("db1"))?.kind == .host)
        #expect(estate.blindSpots.contains { $0.subject == "db1" && $0.reason.contains("ssh could not connect") })
        #expect(estate.assets.filter { $0.kind == .external }.map(\.id.text).contains("external:10.77.0.4"))
    }

    @Test func theSameObservationsGiveTheSameEstateInAnyOrder() throws {
        #expect(try Self.estate() == Self.estate(Self.hosts.reversed()))
    }
}
