internal import Assurance
package import BackupPlan
internal import Contracts
internal import Estate

extension Workplace {
    /// Reads the plan's hosts anew and compares the jobs that they have with the plan; changes nothing, also not what is
    /// stored.
    package func backupDifference(_ plan: BackupPlan) async throws -> BackupDifference {
        let (known, _) = try await newestEstate()
        var limited = configuration
        let wanted = Set(plan.hosts.map(\.text)).union(plan.uncovered.compactMap { known.host(of: $0.asset)?.text })
        limited.hosts = configuration.hosts.filter { wanted.contains($0.name) }
        var estate = known
        var unread: [BlindSpot] = []
        var read: Set<AssetID> = []
        do {
            let (found, results) = try await Discovery(configuration: limited, source: source, clock: clock).run()
            for (host, profile) in found.profiles {
                estate.profiles[host] = profile
                read.insert(host)
            }
            unread = results.compactMap { result in
                result.problem.map { BlindSpot(subject: result.host.name, reason: $0.message) }
            }
        } catch let error as GroundupError {
            unread = limited.hosts.map { BlindSpot(subject: $0.name, reason: error.message) }
        }
        let map = RepositoryMap(estate: estate, repositories: repositoryFacts)
        // What has to be held is what the plan was made of: the plan and the comparison speak of the same things.
        let asked = Set(plan.jobs.flatMap(\.subjects) + plan.uncovered.map(\.asset))
        let subjects = ProtectionSubject.all(in: known, repositories: map).filter { asked.contains($0.asset) }
        return BackupDifference(plan, found: map, read: read, subjects: subjects, unread: unread)
    }
}
