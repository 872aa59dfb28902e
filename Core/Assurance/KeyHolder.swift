package import Estate

/// A place where the password of a repository lies.
package struct KeyHolder: Hashable, Sendable {
    /// The collected host; `nil` when it was not collected.
    package let host: AssetID?
    /// How the job names the host.
    package let hostName: String
    /// The file; `nil` when only the host is known.
    package let path: String?
    /// The job that told.
    package let seenIn: String

    /// `from /etc/restic/password on app1`.
    package var words: String {
        path.map { "from \($0) on \(host?.text ?? hostName)" } ?? "from \(host?.text ?? hostName) over ssh"
    }

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
            guard let holder = holder(placed, names: names), seen.insert(holder.words).inserted else { return nil }
            return holder
        }
    }

    private static func holder(_ placed: PlacedJob, names: HostNames) -> KeyHolder? {
        guard let from = placed.job.passwordFrom, let space = from.firstIndex(of: " ") else { return nil }
        let word = from[..<space]
        let rest = String(from[from.index(after: space)...])
        switch word {
        case "file":
            return KeyHolder(host: placed.host, hostName: placed.host.text, path: rest, seenIn: placed.title)
        case "ssh":
            // user@host, and where the source could tell it, the file behind a colon.
            let target = String(rest.split(separator: "@").last ?? "")
            let parts = target.split(separator: ":", maxSplits: 1)
            let name = parts.first.map(String.init) ?? target
            let path = parts.count == 2 ? String(parts[1]) : nil
            return KeyHolder(host: names.host(name), hostName: name, path: path, seenIn: placed.title)
        default: return nil
        }
    }
}
