import Estate
import Testing

@Suite struct EstateComparisonTests {
    private let seen = Instant(seconds: 1)
    private let host = AssetID("db1")

    private func estate(listening: Bool = true, rows: String? = nil) -> Estate {
        let listeners = listening ? [Listener(transport: "tcp", address: "*", port: 5432)] : []
        return Estate(
            name: "lab", observedAt: seen,
            assets: [
                Asset(id: host, kind: .host),
                Asset(
                    id: AssetID("db1/postgresql"), kind: .service, host: host, unit: "postgresql@15-main.service",
                    listeners: listeners),
                Asset(
                    id: AssetID("db1:/var/lib/postgresql"), kind: .dataset, host: host,
                    dataset: DatasetProfile(path: "/var/lib/postgresql", bytes: 1, dumpPath: nil, foundBy: "recipe")),
            ],
            profiles: [
                host: HostProfile(
                    fullName: "db1.shop.example", operatingSystem: "debian 12", architecture: "x86_64", machineID: "1",
                    virtualization: "none")
            ],
            fingerprints: rows.map {
                [Fingerprint(asset: AssetID("db1:/var/lib/postgresql"), name: "orders.ledger", value: $0)]
            } ?? [])
    }

    @Test func theSameEstateIsComplete() {
        let original = estate(rows: "10 aa")
        let comparison = EstateComparison(before: original, after: original, hosts: [host])
        #expect(comparison.isComplete)
        #expect(comparison.same[.fingerprint] == 1)
        #expect(comparison.same[.listener] == 1)
        #expect(comparison.notCompared.isEmpty)
    }

    @Test func lostRowsAndListenersAreLosses() {
        let before = estate(rows: "10 aa")
        let after = estate(listening: false, rows: "9 bb")
        let comparison = EstateComparison(before: before, after: after, hosts: [host])
        #expect(!comparison.isComplete)
        #expect(comparison.losses.map(\.subject) == [.fingerprint, .listener])
    }

    @Test func comparingNothingIsNotAPass() {
        let empty = estate()
        #expect(!EstateComparison(before: empty, after: empty, hosts: []).isComplete)
        let unread = EstateComparison(before: empty, after: empty, hosts: [host])
        #expect(unread.notCompared.map(\.subject) == ["db1:/var/lib/postgresql"])
    }
}
