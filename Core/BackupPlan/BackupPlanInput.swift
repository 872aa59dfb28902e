package import Assurance
internal import Estate

/// What a repository can take.
package enum BackupReach: Hashable, Sendable {
    /// Any files of any host.
    case files
    /// One cluster of one host.
    case cluster(host: String, data: String)
    /// Nothing that this program could ask of it, and why.
    case nothing(String)
}

/// A configured repository as a plan sees it.
package struct BackupRepository: Hashable, Sendable {
    package let name: String
    package let engine: String
    package let reach: BackupReach

    package init(name: String, engine: String, reach: BackupReach) {
        self.name = name
        self.engine = engine
        self.reach = reach
    }
}

/// Everything that a backup plan is made of.
package struct BackupPlanInput: Sendable {
    package let assessed: AssessedEstate
    /// Sorted by name.
    package let repositories: [BackupRepository]
    /// Names of recipes that know how to dump.
    package let dumpingRecipes: Set<String>
    /// Only what this application needs; `nil` for all.
    package let application: String?
    let domains: FailureDomains

    package init(
        assessed: AssessedEstate, repositories: [BackupRepository], dumpingRecipes: Set<String>,
        application: String? = nil
    ) {
        self.assessed = assessed
        self.repositories = repositories.sorted { $0.name < $1.name }
        self.dumpingRecipes = dumpingRecipes
        self.application = application
        domains = FailureDomains(assessed.input.estate)
    }

    /// The applications that need any of `subjects`, as the configuration has them.
    func applications(of subjects: [AssessedSubject]) -> [ApplicationFacts] {
        let names = Set(subjects.flatMap(\.applications))
        return assessed.input.applications.filter { names.contains($0.name) }
    }
}
