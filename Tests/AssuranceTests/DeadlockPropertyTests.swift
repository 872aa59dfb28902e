import Assurance
import Estate
import Testing

/// Deadlocks of many small estates, compared with what trying everything says.
@Suite struct DeadlockPropertyTests {
    /// Up to four repositories, each with keys on up to three hosts, each host backed up into some of them.
    private struct Random {
        var numbers: SeededNumbers
        var example = Example()
        /// By repository: the hosts that hold its key; by host: the repositories that restore it.
        var keys: [[Int]] = []
        var backups: [[Int]] = []
        var escrowed: Set<Int> = []

        init(seed: UInt64) {
            numbers = SeededNumbers(seed)
            example.repositories = []
            example.holdings = [:]
            let (repositories, hosts) = (2 + numbers.below(3), 1 + numbers.below(3))
            for host in ["app1", "db1"] { example.profiles[AssetID(host)]?.backupJobs = [] }
            for host in 0..<hosts { example.addHost("k\(host)") }
            keys = (0..<repositories).map { _ in (0..<hosts).filter { _ in numbers.below(3) == 0 } }
            backups = (0..<hosts).map { _ in (0..<repositories).filter { _ in numbers.below(3) == 0 } }
            escrowed = Set((0..<repositories).filter { _ in numbers.below(6) == 0 })
            for repository in 0..<repositories {
                example.repositories.append(
                    RepositoryFacts(
                        name: "r\(repository)", engine: "restic", url: url(repository),
                        condition: escrowed.contains(repository) ? .readable : .noPassword))
                // A writer of its own for each key, so that a key says nothing of what is backed up.
                for key in keys[repository] {
                    example.addHost("w\(repository)\(key)")
                    example.job(
                        "w\(repository)\(key)", repository: url(repository), paths: [], password: "ssh a@k\(key)")
                }
            }
            for (host, restoring) in backups.enumerated() {
                for repository in restoring {
                    example.job("k\(host)", repository: url(repository), paths: ["/"], password: nil)
                }
            }
        }

        func url(_ repository: Int) -> String { "sftp:b@vault1:/srv/r\(repository)" }

        /// The union of all sets of repositories of which each is opened only through the others of the set.
        func stuck() -> Set<Int> {
            var result: Set<Int> = []
            for bits in 1..<(1 << keys.count) {
                let set = Set(keys.indices.filter { bits >> $0 & 1 == 1 })
                let isStuck = set.allSatisfy { repository in
                    !escrowed.contains(repository)
                        && keys[repository].allSatisfy { key in backups[key].allSatisfy(set.contains) }
                }
                if isStuck { result.formUnion(set) }
            }
            return result
        }
    }

    @Test func `the passwords of small estates`() {
        let start = UInt64.random(in: 0...UInt64.max / 2)
        var found = 0
        for seed in start..<start + 300 {
            let random = Random(seed: seed)
            let told = Set(random.example.deadlocks.filter { $0.kind == .password }.map(\.subject))
            // Without any known place nothing is claimed.
            let expected = Set(random.stuck().filter { !random.keys[$0].isEmpty }.map { "r\($0)" })
            #expect(told == expected, "seed \(seed)")
            found += told.count
        }
        #expect(found > 0, "seed \(start)")
    }

    /// Every way to connect three assets by recover or run dependencies, or not at all.
    @Test func `every graph of three assets`() {
        let pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
        let names = ["app1/a", "db1/b", "vault1/c"].map { AssetID($0) }
        let assets = names.map { Asset(id: $0, kind: .service) }
        let evidence = Evidence(
            source: "declared", detail: "d", firstSeen: Example.now, lastSeen: Example.now, directionRule: "r")
        for code in 0..<729 {
            var edges: [Dependency] = []
            var rest = code
            for (from, to) in pairs {
                let phase = [nil, DependencyPhase.run, .recover][rest % 3]
                rest /= 3
                guard let phase else { continue }
                let key = DependencyKey(dependent: names[from], provider: names[to], kind: .startsAfter, phase: phase)
                edges.append(Dependency(key: key, strength: .hard, evidence: [evidence]))
            }
            let estate = Estate(name: "e", observedAt: Example.now, assets: assets, dependencies: edges)
            let circles = RecoveryCircles(estate, observed: Set(edges.map(\.key))).all
            #expect(circles.isEmpty != hasRecoverCircle(edges), "graph \(code)")
            for circle in circles {
                let steps = zip(circle.assets, circle.assets.dropFirst())
                #expect(
                    circle.assets.first == circle.assets.last && Set(circle.assets).count == circle.assets.count - 1)
                #expect(steps.allSatisfy { a, b in edges.contains { $0.dependent == a && $0.provider == b } })
            }
        }
    }

    /// Whether some recover dependency's provider leads back to its dependent.
    private func hasRecoverCircle(_ edges: [Dependency]) -> Bool {
        edges.contains { edge in
            var reached: Set<AssetID> = [edge.provider]
            for _ in 0..<3 {
                reached.formUnion(edges.filter { reached.contains($0.dependent) }.map(\.provider))
            }
            return edge.phase == .recover && reached.contains(edge.dependent)
        }
    }
}

/// The same numbers for the same seed: SplitMix64.
struct SeededNumbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) >> 1) % limit
    }
}
