internal import Assurance
package import BackupPlan
internal import Contracts
internal import Estate

extension Workplace {
    /// Plans how the newest estate is to be backed up; no repository and no host is asked.
    ///
    /// - Parameter application: only what this one needs; `nil` for everything.
    package func backupPlan(for application: String? = nil) async throws -> BackupPlan {
        let known = configuration.applications.map(\.name)
        if let application, !known.contains(application) {
            throw GroundupError(
                .usage, "no application is called '\(application)'",
                hint: known.isEmpty
                    ? "Name applications in the configuration." : "Applications are \(known.joined(separator: ", ")).")
        }
        let (estate, _) = try await newestEstate()
        let assessed = AssessedEstate(
            AssuranceInput(
                estate: estate, repositories: repositoryFacts, applications: configuration.applications.map(\.facts),
                risks: configuration.acceptedRisks, sites: configuration.sites(in: estate), now: clock.now()))
        return BackupPlanner.plan(
            BackupPlanInput(
                assessed: assessed, repositories: configuration.repositories.map(backupRepository),
                dumpingRecipes: Set(recipes.values.filter { $0.steps["dump"] != nil }.map(\.name)),
                application: application))
    }

    private func backupRepository(_ entry: RepositoryEntry) -> BackupRepository {
        let engine = engines.first { $0.name == entry.engine }
        let reach: BackupReach =
            switch engine?.scope(of: entry) {
            case .files: .files
            case .cluster(let host, let data): .cluster(host: host, data: data)
            case .nothing(let reason): .nothing(reason)
            case nil: .nothing("no engine is called '\(entry.engine)'")
            }
        return BackupRepository(name: entry.name, engine: entry.engine, reach: reach)
    }
}
