import Assurance
import Estate

/// The covered example with a name server and a directory, and a controller that needs neither; tests take one thing away.
extension Example {
    static let vault = "vault1.shop.example"

    static func withController() -> Example {
        var example = Example()
        let url = example.repositories[0].url
        for (name, number) in [("ns1", "10.0.0.2"), ("dc1", "10.0.0.3"), ("adm1", "10.0.0.9")] {
            example.addHost(name)
            example.profiles[AssetID(name)]?.addresses = [address(number)]
        }
        example.profiles[AssetID("vault1")]?.addresses = [address("10.0.0.6")]
        example.profiles[AssetID("vault1")]?.users = ["root", "backup"].map(user)
        example.add(
            Asset(
                id: AssetID("ns1/bind9"), kind: .service, host: AssetID("ns1"),
                listeners: [Listener(transport: "udp", address: "*", port: 53)]))
        example.add(Asset(id: AssetID("dc1/samba-ad-dc"), kind: .service, host: AssetID("dc1")))
        example.connect("vault1", .authenticatesWith, "dc1/samba-ad-dc")
        for host in ["ns1", "dc1"] { example.job(host, repository: url, paths: ["/etc"], password: nil) }
        example.controller = ControllerFacts(
            machineID: "outside", names: ["laptop"], addresses: ["192.0.2.1"],
            nameservers: [NameServer(address: "10.0.0.2", seenIn: "/etc/resolv.conf:1")], table: [vault],
            ways: ["shop": way(vault, as: "backup")], keptPaths: ["/var/lib/groundup"])
        return example
    }

    static func way(_ host: String, as login: String?) -> RepositoryWay {
        RepositoryWay(hops: [RepositoryWay.Hop(host: host, login: login)], seenIn: "the ssh configuration")
    }

    static func address(_ text: String) -> HostAddress {
        HostAddress(interface: "eth0", address: text, prefixLength: 24)
    }

    static func user(_ name: String) -> LocalUser {
        LocalUser(name: name, identifier: 1, primaryGroup: 1, comment: "", home: "/", shell: "/bin/sh")
    }

    var deadlocks: [Deadlock] { AssessedEstate(input).deadlocks }

    func deadlocks(losing hosts: String...) -> [Deadlock] {
        AssessedEstate(input).deadlocks(losing: Set(hosts.map { AssetID($0) }))
    }

    /// The recover-phase dependencies of `kind`, as text.
    func derived(_ kind: DependencyKind) -> [String] {
        RecoverDependencies.adding(to: input.estate, repositories: repositories, controller: controller).dependencies
            .filter { $0.phase == .recover && $0.kind == kind }
            .map { "\($0.dependent) \($0.provider) \($0.strength.rawValue)" }
    }
}
