internal import Assurance
internal import Contracts
internal import Estate

/// Hosts with one dataset each, all of them backed up into one repository.
struct BackedUpHosts {
    let count: Int
    /// Of the dataset, on each of them.
    let path: String

    func configuration(url: String, password: String) -> Configuration {
        var configuration = Configuration(estate: "made-up")
        configuration.repositories = [
            RepositoryEntry(name: "vault", engine: "restic", url: url, password: "file:\(password)")
        ]
        configuration.applications = [
            ApplicationEntry(
                name: "everything", entries: (0..<count).map { .dataset(path, on: AssetID("h\($0)")) },
                objectives: Objectives(
                    recoveryPoint: 86_400, retention: 14 * 86_400,
                    protection: ProtectionObjectives(kept: KeptPoints(daily: 7, weekly: 4))))
        ]
        return configuration
    }

    func estate(asOf now: Instant) -> Estate {
        let assets = (0..<count).flatMap { number in
            let host = AssetID("h\(number)")
            let dataset = DatasetProfile(path: path, bytes: 1, dumpPath: nil, foundBy: "benchmark")
            return [
                Asset(id: host, kind: .host),
                Asset(id: .dataset(path, on: host), kind: .dataset, host: host, dataset: dataset),
            ]
        }
        return Estate(name: "made-up", observedAt: now, assets: assets)
    }

    /// A fast answer that is wrong is no figure: every dataset is covered, and each file was counted once.
    ///
    /// - Parameter files: in one restore point.
    func verify(_ report: CoverageReport, files: Int, bytesOfFile: Int64) throws {
        let covered = report.subjects.count { $0.coverage.word == "covered" }
        let counted = report.history.sizes.reduce(0) { $0 + $1.files }
        let bytes = report.history.sizes.reduce(0) { $0 + $1.bytes }
        let expected = files * count
        guard covered == count, counted == expected, bytes == Int64(expected) * bytesOfFile else {
            throw GroundupError(
                .runFailed, "\(covered) of \(count) datasets are covered, \(counted) of \(expected) files were counted",
                hint: "\(report.findings.first?.message ?? "")")
        }
    }
}
