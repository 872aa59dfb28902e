import Assurance
import Estate

/// A report of an estate whose names try to break every form that it is written in.
enum HostileReport {
    static let now = Instant(seconds: 1_800_000_000)
    static let host = "db1\"<b>'|"
    static let path = "/srv/\\x\n\u{202E}<script>alert(1)</script>"
    static let day: Int64 = 86_400

    private static func ago(_ days: Int64) -> Instant { Instant(seconds: now.seconds - days * day - 3_600) }

    private static var estate: Estate {
        let dataset = DatasetProfile(path: path, bytes: 10, dumpPath: nil, foundBy: "recipe")
        let id = AssetID.dataset(path, on: AssetID(host))
        return Estate(
            name: "shop<i>", observedAt: now,
            assets: [
                Asset(id: AssetID(host), kind: .host),
                Asset(id: id, kind: .dataset, host: AssetID(host), dataset: dataset),
            ],
            profiles: [
                AssetID(host): HostProfile(
                    fullName: host, operatingSystem: "debian 12", architecture: "amd64", machineID: "m",
                    virtualization: "none")
            ], blindSpots: [BlindSpot(subject: "<u>", reason: "did & did not answer")])
    }

    /// - Parameters:
    ///   - points: how many daily restore points there are.
    ///   - gone: ages in days of those that only earlier looks saw.
    static func input(points: Int64 = 9, gone: [Int64] = []) -> AssuranceInput {
        func facts(_ age: Int64) -> PointFacts {
            PointFacts(id: "p\(age)", host: host, takenAt: ago(age), paths: [path])
        }
        let present = (0..<points).reversed().filter { !gone.contains($0) }.map(facts)
        var application = ApplicationFacts(
            name: "orders'=\"", entries: [AssetID.dataset(path, on: AssetID(host))], recoveryPoint: day,
            recoveryTime: 3_600, retention: 30 * day)
        application.protection.kept = KeptPoints(daily: 7)
        var input = AssuranceInput(
            estate: estate,
            repositories: [
                RepositoryFacts(name: "vault", engine: "restic", url: "/r", condition: .readable, points: present)
            ], applications: [application],
            holdings: [
                PointKey(repository: "vault", point: "p0"): .listed([path: PathHolding(files: 1, bytes: 10)])
            ], now: now)
        input.history.points = (present + gone.map(facts)).map { facts in
            SeenPoint(
                repository: "vault", facts: facts, firstSeen: max(facts.takenAt, ago(400)),
                lastSeen: max(facts.takenAt, ago(1)))
        }
        return input
    }

    static func report(points: Int64 = 9, gone: [Int64] = []) -> CoverageReport {
        Assessment.report(on: input(points: points, gone: gone))
    }
}
