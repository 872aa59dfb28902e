internal import Contracts
internal import Estate

/// Which backups each one rests on: an increment begins where in the log the one before ended.
struct MariaChains: Sendable {
    private let backups: [MariaBackup]
    private let settings: MariaSettings

    init(_ backups: [MariaBackup], _ settings: MariaSettings) {
        self.backups = backups.sorted { ($0.start, $0.uuid) < ($1.start, $1.uuid) }
        self.settings = settings
    }

    func backup(_ uuid: String) -> MariaBackup? { backups.first { $0.uuid == uuid } }

    /// The full backup first, `uuid` last; `nil` when one of them lacks.
    ///
    /// The restore body finds it by the same rule.
    func chain(of uuid: String) -> [MariaBackup]? {
        guard var now = backup(uuid) else { return nil }
        var chain = [now]
        while now.isIncremental {
            guard let base = base(of: now, besides: chain) else { return nil }
            chain.insert(base, at: 0)
            now = base
        }
        return chain
    }

    /// A full backup rather than an increment, then the newest.
    private func base(of backup: MariaBackup, besides chain: [MariaBackup]) -> MariaBackup? {
        let candidates = backups.filter { $0.to == backup.from && $0.start <= backup.start && !chain.contains($0) }
        return candidates.last { !$0.isIncremental } ?? candidates.last
    }

    func points() -> [RestorePoint] { backups.map(point) }

    private func point(_ backup: MariaBackup) -> RestorePoint {
        var point = RestorePoint(
            id: backup.uuid, host: settings.host, takenAt: backup.start, endedAt: backup.end, paths: [settings.data])
        point.kind = backup.isIncremental ? .incremental : .full
        point.isApplicationConsistent = true
        point.warnings = backup.warnings
        if backup.isPartial {
            point.state = .partial
            point.warnings.append("only some of the databases or tables were asked for")
        }
        guard let chain = chain(of: backup.uuid) else {
            point.state = .failed
            point.warnings.append(gap(below: backup))
            return point
        }
        point.requires = chain.dropLast().map(\.uuid)
        if chain.dropLast().contains(where: \.isPartial), point.state == .complete { point.state = .partial }
        return point
    }

    private func gap(below backup: MariaBackup) -> String {
        var now = backup
        var chain = [now]
        while let base = base(of: now, besides: chain) {
            now = base
            chain.append(base)
        }
        return "no backup ends at \(now.from), where \(now == backup ? "it" : now.uuid) begins: it cannot be restored"
    }
}

/// What `settings:` of a repository of mariadb-backup says.
struct MariaSettings: Hashable, Sendable {
    /// The database host as the estate knows it.
    let host: String
    /// The data folder on that host.
    let data: String
    /// Where copies are prepared, on the host of the repository.
    let scratch: String?
    let folder: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: ["data", "host", "scratch"])
        host = try settings.requiredName("host", "the host of the database server")
        data = try settings.requiredPath("data", "the data folder of the server on that host")
        scratch = try settings.path("scratch")
        folder = try EngineSettings.folder(of: repository)
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "backups of mariadb-backup have no password; leave it out")
        }
    }
}
