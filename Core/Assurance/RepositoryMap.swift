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

    /// Every host that is restored from it, sorted.
    package var restoredHosts: [AssetID] { Set(jobs.map(\.host) + pointHosts).sorted() }

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
    package let contents: HostContents
    private let numbers: [String: Int]
    /// By host: the repositories that its jobs write to, and those that it uses in any way; ascending.
    private let written: [AssetID: [Int]]
    private let used: [AssetID: [Int]]
    private let stored: [AssetID: [Int]]
    private let jobsOf: [AssetID: [PlacedJob]]

    package init(estate: Estate, repositories facts: [RepositoryFacts]) {
        contents = HostContents(estate)
        var matching = RepositoryMatching(facts, names: contents.names)
        for host in estate.profiles.keys.sorted() {
            for job in estate.profiles[host]?.backupJobs ?? [] { matching.add(PlacedJob(host: host, job: job)) }
        }
        repositories = matching.repositories.sorted { $0.name < $1.name }
        var written: [AssetID: [Int]] = [:]
        var used: [AssetID: [Int]] = [:]
        var stored: [AssetID: [Int]] = [:]
        var jobsOf: [AssetID: [PlacedJob]] = [:]
        for (number, repository) in repositories.enumerated() {
            for host in Set(repository.jobs.map(\.host)) { written[host, default: []].append(number) }
            for host in repository.restoredHosts { used[host, default: []].append(number) }
            if let host = repository.host { stored[host, default: []].append(number) }
            for placed in repository.jobs { jobsOf[placed.host, default: []].append(placed) }
        }
        self.written = written
        self.used = used
        self.stored = stored
        self.jobsOf = jobsOf
        numbers = Dictionary(repositories.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
    }

    package func repository(_ name: String) -> MappedRepository? { number(name).map { repositories[$0] } }

    func number(_ name: String) -> Int? { numbers[name] }

    /// The configured repositories that jobs of `host` write to, or that hold its restore points.
    package func names(usedBy host: AssetID) -> [String] { (used[host] ?? []).map { repositories[$0].name } }

    /// The backup jobs found on `host`, in the order of their repositories.
    package func jobs(on host: AssetID) -> [PlacedJob] { jobsOf[host] ?? [] }

    /// The repositories that bring back `path` of `host`; any of its paths when `path` is `nil`.
    package func restoring(_ path: String?, of host: AssetID) -> [MappedRepository] {
        (written[host] ?? []).map { repositories[$0] }.filter { $0.restores(path, of: host) }
    }

    /// Whether `path` on `host` lies at, in or around a repository.
    package func stores(_ path: String, on host: AssetID) -> Bool {
        (stored[host] ?? []).contains { number in
            let place = repositories[number].address.path
            return PathScope.covers(path, place) || PathScope.covers(place, path)
        }
    }
}
