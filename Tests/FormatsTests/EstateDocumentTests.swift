import Estate
import Formats
import Testing

@Suite struct EstateDocumentTests {
    @Test func anEstateSurvivesItsDocument() throws {
        let host = AssetID("app1")
        let profile = HostProfile(
            fullName: "app1.shop.example", operatingSystem: "debian 12", architecture: "x86_64", machineID: "m",
            virtualization: "none",
            addresses: [HostAddress(interface: "host0", address: "10.0.0.5", prefixLength: 24, hardwareAddress: "aa")],
            gateway: "10.0.0.1", nameservers: ["10.0.0.2"], searchDomains: ["shop.example"],
            packages: [
                InstalledPackage(name: "curl", version: "1", architecture: "amd64", isManual: true, origin: nil)
            ],
            groups: [LocalGroup(name: "keys", identifier: 1000, members: ["a", "b"])],
            users: [
                LocalUser(
                    name: "keys", identifier: 1000, primaryGroup: 1000, comment: "", home: "/srv/keys", shell: "/bin/sh"
                )
            ],
            changedConfiguration: [ConfigurationFile(path: "/etc/a\nb", package: nil, digest: "->x")],
            enabledUnits: ["nginx.service"],
            backupJobs: [
                BackupJob(
                    engine: "restic", definedIn: "restic-backup.service", repository: "r", paths: ["/etc"],
                    passwordFrom: "file /srv/keys/p", schedule: "daily")
            ])
        let seen = Evidence(
            source: "socket", detail: "a", firstSeen: Instant(seconds: 1), lastSeen: Instant(seconds: 2),
            directionRule: "listener")
        let estate = Estate(
            name: "lab", observedAt: Instant(seconds: 3),
            assets: [
                Asset(id: host, kind: .host),
                Asset(
                    id: AssetID("app1/x"), kind: .service, host: host, recipe: "r", unit: "x.service", package: "x",
                    listeners: [Listener(transport: "tcp", address: "*", port: 80)]),
                Asset(
                    id: AssetID("app1:/srv"), kind: .dataset, host: host,
                    dataset: DatasetProfile(path: "/srv", bytes: nil, dumpPath: "/d", foundBy: "recipe")),
            ],
            dependencies: [
                Dependency(
                    key: DependencyKey(dependent: AssetID("app1/x"), provider: host, kind: .runsOn, phase: .start),
                    strength: .hard, applicationProtocol: "p", port: 1, evidence: [seen])
            ],
            profiles: [host: profile], blindSpots: [BlindSpot(subject: "s", reason: "r")],
            fingerprints: [Fingerprint(asset: host, name: "n", value: "v")])
        let bytes = EstateDocument.bytes(estate)
        #expect(try EstateDocument.read(bytes, name: "estate") == estate)
        #expect(EstateDocument.bytes(try EstateDocument.read(bytes, name: "estate")) == bytes)
    }
}
