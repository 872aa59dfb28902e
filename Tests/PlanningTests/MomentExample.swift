import Assurance
import Estate

/// An application with files that are backed up now and then, and a database with every change as it comes.
struct MomentExample {
    static let hour: Int64 = 3_600
    let files = AssetID("app1:/srv/uploads")
    let database = AssetID("db1:/var/lib/postgresql")

    func at(_ hours: Int64) -> Instant { Instant(seconds: hours * Self.hour) }

    var estate: Estate {
        let evidence = Evidence(
            source: "declared", detail: "test", firstSeen: at(0), lastSeen: at(0), directionRule: "declared")
        func dependency(_ from: String, _ kind: DependencyKind, _ to: String) -> Dependency {
            Dependency(
                key: DependencyKey(dependent: AssetID(from), provider: AssetID(to), kind: kind, phase: .run),
                strength: .hard, evidence: [evidence])
        }
        func dataset(_ id: AssetID, _ path: String, _ host: String, dump: String?) -> Asset {
            Asset(
                id: id, kind: .dataset, host: .host(host),
                dataset: DatasetProfile(path: path, bytes: 1, dumpPath: dump, foundBy: "recipe"))
        }
        return Estate(
            name: "shop", observedAt: at(40),
            assets: ["app1", "db1"].map { Asset(id: .host($0), kind: .host) } + [
                Asset(id: AssetID("app1/shop"), kind: .service, host: .host("app1")),
                Asset(id: AssetID("db1/postgresql"), kind: .service, host: .host("db1")),
                dataset(files, "/srv/uploads", "app1", dump: nil),
                dataset(database, "/var/lib/postgresql", "db1", dump: "/var/backups/postgresql"),
            ],
            dependencies: [
                dependency("app1/shop", .calls, "db1/postgresql"), dependency("app1/shop", .storesOn, files.text),
                dependency("db1/postgresql", .storesOn, database.text),
            ])
    }

    /// Files of hours 10 and 30, and a database of every moment from hour 5 to `until`.
    ///
    /// - Parameter limit: from which on nothing is wanted of the database.
    func report(until: Int64, limit: Instant? = nil) -> CoverageReport {
        var cluster = PointFacts(id: "c", host: "db1", takenAt: at(4), paths: ["/var/lib/postgresql/15/main"])
        cluster.isApplicationConsistent = true
        cluster.window = PointWindow(earliest: at(5), latest: at(until), end: "a test")
        let points = [10, 30].map {
            PointFacts(id: "f\($0)", host: "app1", takenAt: at($0), paths: ["/srv/uploads"])
        }
        var input = AssuranceInput(
            estate: estate,
            repositories: [
                RepositoryFacts(name: "files", engine: "x", url: "/files", condition: .readable, points: points),
                RepositoryFacts(name: "cluster", engine: "y", url: "/cluster", condition: .readable, points: [cluster]),
            ], applications: [ApplicationFacts(name: "shop", entries: [AssetID("app1/shop")])], now: at(41))
        for point in points {
            input.holdings[PointKey(repository: "files", point: point.id)] =
                .listed(["/srv/uploads": PathHolding(files: 1, bytes: 1)])
        }
        input.limits[database] = limit
        return Assessment.report(on: input)
    }
}
