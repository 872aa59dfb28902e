import Estate
import Formats

/// A small estate with something of everything, for documents that are damaged in tests.
enum SampleEstate {
    static let host = AssetID("app1")

    static var estate: Estate {
        let seen = Evidence(
            source: "socket", detail: "a", firstSeen: Instant(seconds: 1), lastSeen: Instant(seconds: 2),
            directionRule: "listener")
        var profile = HostProfile(
            fullName: "app1.shop.example", operatingSystem: "debian 12", architecture: "amd64", machineID: "m",
            virtualization: "none",
            addresses: [HostAddress(interface: "e", address: "10.0.0.5", prefixLength: 24, hardwareAddress: "aa")])
        profile.users = [
            LocalUser(name: "k", identifier: 1, primaryGroup: 1, comment: "é", home: "/", shell: "/bin/sh")
        ]
        return Estate(
            name: "lab", observedAt: Instant(seconds: 3),
            assets: [
                Asset(id: host, kind: .host),
                Asset(
                    id: AssetID("app1/x"), kind: .service, host: host, recipe: "r", unit: "x.service",
                    listeners: [Listener(transport: "tcp", address: "*", port: 80)]),
                Asset(
                    id: AssetID("app1:/srv"), kind: .dataset, host: host,
                    dataset: DatasetProfile(path: "/srv", bytes: 7, dumpPath: nil, foundBy: "recipe")),
            ],
            dependencies: [
                Dependency(
                    key: DependencyKey(dependent: AssetID("app1/x"), provider: host, kind: .runsOn, phase: .start),
                    strength: .hard, port: 1, evidence: [seen]),
                Dependency(
                    key: DependencyKey(
                        dependent: AssetID("app1/x"), provider: AssetID("app1:/srv"), kind: .storesOn, phase: .run),
                    strength: .hard, evidence: [seen]),
            ],
            profiles: [host: profile], blindSpots: [BlindSpot(subject: "s", reason: "r\u{1}\n")],
            fingerprints: [Fingerprint(asset: host, name: "n", value: "v")])
    }

    static var bytes: [UInt8] { EstateDocument.bytes(estate) }

    static var text: String { String(decoding: bytes, as: UTF8.self) }
}
