internal import Assurance
internal import BackupPlan
internal import Contracts
internal import Estate
internal import PlanForms

/// What the forms of one host share: plain names, and the places of files that they refer to.
struct HostPlan {
    /// Where the files of `CommonForm` are to lie on the host.
    static let place = "/etc/groundup-backup"

    let host: AssetID
    let sources: BackupSources
    let jobs: [PlannedBackup]

    init(_ host: AssetID, _ sources: BackupSources) {
        self.host = host
        self.sources = sources
        jobs = sources.plan.jobs(on: host)
    }

    func repository(of job: PlannedBackup) -> RepositoryEntry? { sources.repositories[job.repository] }

    func jobs(of engine: String) -> [PlannedBackup] { jobs.filter { $0.engine == engine } }

    /// A word of letters, digits and dashes that no other job of the host has.
    func name(of job: PlannedBackup) -> String { Self.plain(job.repository, among: jobs.map(\.repository)) }

    func dumpScript(of dump: PlannedDump) -> String {
        "\(Self.place)/dump-\(Self.plain(dump.name, among: dumps.map(\.name))).sh"
    }

    /// Every dump of the host once.
    var dumps: [PlannedDump] {
        jobs.flatMap(\.dumps).reduce(into: []) { all, dump in
            if !all.contains(dump) { all.append(dump) }
        }
    }

    func paths(of job: PlannedBackup) -> String { "\(Self.place)/\(name(of: job)).paths" }
    func excludes(of job: PlannedBackup) -> String { "\(Self.place)/\(name(of: job)).excludes" }
    func password(of job: PlannedBackup) -> String { "\(Self.place)/\(name(of: job)).password" }

    /// A name that had to be changed gets a number, so that two never meet.
    private static func plain(_ name: String, among all: [String]) -> String {
        let plain = ShellText.plain(name, limit: 60)
        guard plain != name || plain.isEmpty else { return plain }
        return "\(plain)-\((all.firstIndex(of: name) ?? all.count) + 1)"
    }
}

extension PlannedBackup {
    /// How long every restore point has to be kept, in whole days; `nil` when nobody said.
    var keptDays: Int64? { retention.age.map { ($0 + 86_399) / 86_400 } }
}
