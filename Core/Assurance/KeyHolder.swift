package import Estate

/// A place where the password of a repository lies.
package struct KeyHolder: Hashable, Sendable {
    /// The collected host; `nil` when it was not collected.
    package let host: AssetID?
    /// How the job names the host.
    package let hostName: String
    /// The file; `nil` when only the host is known.
    package let path: String?
    /// It is fetched from there over ssh; its file is then taken from what the host's own jobs read.
    package let isRemote: Bool
    /// The job that told.
    package let seenIn: String

    /// `from /etc/restic/password on app1`.
    package var words: String {
        let place = host?.text ?? hostName
        guard isRemote else { return "from \(path ?? "somewhere") on \(place)" }
        return "from \(place) over ssh" + (path.map { ", where it lies in \($0)" } ?? "")
    }

    /// `/etc/restic/password on app1`, or `app1` when the file is not known.
    package var place: String { (path.map { "\($0) on " } ?? "") + (host?.text ?? hostName) }

    /// The dataset that holds the file, else the host.
    package func asset(in estate: Estate) -> AssetID? {
        guard let host, let path else { return host }
        let dataset = estate.datasets.first { dataset in
            dataset.host == host && dataset.dataset.map { PathScope.covers($0.path, path) } == true
        }
        return dataset?.id ?? host
    }

    /// Every place that jobs of `repository` read its password from, each once, in the order of the jobs.
    package static func all(of repository: MappedRepository, in estate: Estate) -> [KeyHolder] {
        let names = HostNames(estate)
        var seen: Set<String> = []
        return repository.jobs.compactMap { placed in
            guard let holder = holder(placed, names: names, in: estate), seen.insert(holder.place).inserted else {
                return nil
            }
            return holder
        }
    }

    /// Whether a job says where it reads the password from.
    package static func isTold(by job: BackupJob) -> Bool {
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
