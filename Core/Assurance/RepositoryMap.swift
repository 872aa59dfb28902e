package import Estate

/// A backup job with the host that it was found on.
package struct PlacedJob: Hashable, Sendable {
    package let host: AssetID
    package let job: BackupJob

    /// The unit or file without its folder, and its host.
    package var title: String { "\(job.definedIn.split(separator: "/").last ?? "a job") on \(host.text)" }
}

/// A repository with who writes to it and where it lies.
package struct MappedRepository: Hashable, Sendable {
    /// The configured name, or its address when the configuration does not have it.
    package let name: String
    package let isConfigured: Bool
    package let address: RepositoryAddress
    /// The collected host that stores it.
    package let host: AssetID?
    /// Hosts of which it holds restore points.
    package let pointHosts: [AssetID]
    package let isEscrowed: Bool
    /// Sorted by host and definition.
    package var jobs: [PlacedJob]

    /// The asset that stands for its store.
    package var asset: AssetID {
        if let host { return .dataset(address.path, on: host) }
        return .external(address.host ?? "repository \(name)")
    }

    /// Whether restoring from it brings back `path` of `owner`; any of its paths when `path` is `nil`.
    package func restores(_ path: String?, of owner: AssetID) -> Bool {
        jobs.contains { placed in
            placed.host == owner && (path.map { PathScope.covers(placed.job.paths, $0) } ?? true)
        }
    }
}

/// Which repository is written by which jobs, matched by where they lie.
package struct RepositoryMap: Sendable {
    /// Sorted by name.
    package let repositories: [MappedRepository]

    package init(estate: Estate, repositories facts: [RepositoryFacts]) {
        let names = HostNames(estate)
        var mapped = facts.map { fact in
            let address = RepositoryAddress(fact.url)
            return MappedRepository(
                name: fact.name, isConfigured: true, address: address, host: address.host.flatMap(names.host),
                pointHosts: Set(fact.points.compactMap { names.host($0.host) }).sorted(), isEscrowed: fact.isEscrowed,
                jobs: [])
        }
        for host in estate.profiles.keys.sorted() {
            for job in estate.profiles[host]?.backupJobs ?? [] {
                let placed = PlacedJob(host: host, job: job)
                let written = RepositoryAddress(job.repository)
                // A path without a host lies on the host of the job.
                let address = RepositoryAddress(host: written.host ?? host.text.lowercased(), path: written.path)
                let place = address.host.flatMap(names.host)
                let known = mapped.firstIndex { $0.isSame(as: address, on: place, local: written.host == nil) }
                if let known {
                    mapped[known].jobs.append(placed)
                } else {
                    mapped.append(
                        MappedRepository(
                            name: Self.isSeen(job) ? job.repository : "unknown", isConfigured: false, address: address,
                            host: place, pointHosts: [],
                            isEscrowed: false, jobs: [placed]))
                }
            }
        }
        repositories = mapped.sorted { $0.name < $1.name }
    }

    /// Whether the job tells its repository, and not only a file that does, or nothing.
    private static func isSeen(_ job: BackupJob) -> Bool {
        !job.repository.isEmpty && !job.repository.hasPrefix("file ")
    }

    package func repository(_ name: String) -> MappedRepository? { repositories.first { $0.name == name } }

    /// The configured repositories that jobs of `host` write to, or that hold its restore points.
    package func names(usedBy host: AssetID) -> [String] {
        repositories
            .filter { repository in
                repository.pointHosts.contains(host) || repository.jobs.contains { $0.host == host }
            }
            .map(\.name)
    }

    /// Whether `path` on `host` lies at, in or around a repository.
    package func stores(_ path: String, on host: AssetID) -> Bool {
        repositories.contains { repository in
            repository.host == host
                && (PathScope.covers(path, repository.address.path) || PathScope.covers(repository.address.path, path))
        }
    }
}

extension MappedRepository {
    fileprivate func isSame(as other: RepositoryAddress, on place: AssetID?, local: Bool) -> Bool {
        guard address.path == other.path else { return false }
        if let place, place == host { return true }
        // The controller may mount what a host calls by the same path.
        return address.host == other.host || (local && address.host == nil)
    }
}
