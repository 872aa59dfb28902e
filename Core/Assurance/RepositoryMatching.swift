internal import Estate

/// Finds out which backup jobs write to the same repository, however they spell it.
struct RepositoryMatching {
    private(set) var repositories: [MappedRepository]
    private let names: HostNames
    /// Numbers of repositories by their path, which the same repository always shares.
    private var byPath: [String: [Int]] = [:]

    init(_ facts: [RepositoryFacts], names: HostNames) {
        self.names = names
        repositories = facts.map { fact in
            let address = RepositoryAddress(fact.url)
            return MappedRepository(
                name: fact.name, isConfigured: true, address: address, host: address.host.flatMap(names.host),
                pointHosts: Set(fact.points.map(\.host)).compactMap(names.host).sorted(),
                isEscrowed: fact.isEscrowed, jobs: [])
        }
        for (number, repository) in repositories.enumerated() {
            byPath[repository.address.path, default: []].append(number)
        }
    }

    mutating func add(_ placed: PlacedJob) {
        let written = RepositoryAddress(placed.job.repository)
        // A path without a host lies on the host of the job.
        let address = RepositoryAddress(host: written.host ?? placed.host.text.lowercased(), path: written.path)
        let place = address.host.flatMap(names.host)
        let known = byPath[address.path]?.first {
            repositories[$0].isSame(as: address, on: place, local: written.host == nil)
        }
        if let known {
            repositories[known].jobs.append(placed)
            return
        }
        byPath[address.path, default: []].append(repositories.count)
        repositories.append(
            MappedRepository(
                name: Self.isSeen(placed.job) ? placed.job.repository : "unknown", isConfigured: false,
                address: address, host: place, pointHosts: [], isEscrowed: false, jobs: [placed]))
    }

    /// Whether the job tells its repository, and not only a file that does, or nothing.
    private static func isSeen(_ job: BackupJob) -> Bool {
        !job.repository.isEmpty && !job.repository.hasPrefix("file ")
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
