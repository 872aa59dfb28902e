internal import Estate

/// A place where the password of a repository lies.
struct KeyHolder: Hashable, Sendable {
    /// The collected host; `nil` when it was not collected.
    let host: AssetID?
    /// How the job names the host.
    let hostName: String
    /// The file; `nil` when only the host is known.
    let path: String?
    /// It is fetched from there over ssh; its file is then taken from what the host's own jobs read.
    let isRemote: Bool
    /// The job that told.
    let seenIn: String

    /// `from /etc/restic/password on app1`.
    package var words: String {
        let place = host?.text ?? hostName
        guard isRemote else { return "from \(path ?? "somewhere") on \(place)" }
        return "from \(place) over ssh" + (path.map { ", where it lies in \($0)" } ?? "")
    }

    /// `/etc/restic/password on app1`, or `app1` when the file is not known.
    package var place: String { (path.map { "\($0) on " } ?? "") + (host?.text ?? hostName) }

    /// The dataset that holds the file, else the host.
    func asset(in contents: HostContents) -> AssetID? {
        guard let host, let path else { return host }
        let dataset = contents.datasets(on: host).first { dataset in
            dataset.dataset.map { PathScope.covers($0.path, path) } == true
        }
        return dataset?.id ?? host
    }

    /// Every place that jobs of `repository` read its password from, each once, in the order of the jobs.
    static func all(of repository: MappedRepository, in estate: Estate, _ names: HostNames) -> [KeyHolder] {
        var seen: Set<String> = []
        return repository.jobs.compactMap { placed in
            guard let holder = holder(placed, names: names, in: estate), seen.insert(holder.place).inserted else {
                return nil
            }
            return holder
        }
    }

    /// Whether a job says where it reads the password from.
    static func isTold(by job: BackupJob) -> Bool {
        job.passwordFrom.map { $0.hasPrefix("file ") || $0.hasPrefix("ssh ") } ?? false
    }

    private static func holder(_ placed: PlacedJob, names: HostNames, in estate: Estate) -> KeyHolder? {
        if let path = file(of: placed.job) {
            return KeyHolder(
                host: placed.host, hostName: placed.host.text, path: path, isRemote: false, seenIn: placed.title)
        }
        guard let from = placed.job.passwordFrom, from.hasPrefix("ssh ") else { return nil }
        let name = String(from.dropFirst(4).split(separator: "@").last ?? "")
        let host = names.host(name)
        let path = host.flatMap { estate.profiles[$0]?.backupJobs.lazy.compactMap(file).first }
        return KeyHolder(host: host, hostName: name, path: path, isRemote: true, seenIn: placed.title)
    }

    private static func file(of job: BackupJob) -> String? {
        guard let from = job.passwordFrom, from.hasPrefix("file ") else { return nil }
        return String(from.dropFirst(5))
    }
}
