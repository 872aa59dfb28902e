import DependencyGraph
package import Estate

/// Everything that an assessment looks at.
package struct AssuranceInput: Sendable {
    package var estate: Estate
    package var repositories: [RepositoryFacts]
    package var applications: [ApplicationFacts]
    /// Names of packages that the configuration pins by hash.
    package var pinnedPackages: Set<String>
    package var holdings: [PointKey: PointHoldings]
    /// `nil` when nobody looked at the controller.
    package var controller: ControllerFacts?
    package var now: Instant

    package init(
        estate: Estate, repositories: [RepositoryFacts], applications: [ApplicationFacts],
        pinnedPackages: Set<String> = [], holdings: [PointKey: PointHoldings] = [:],
        controller: ControllerFacts? = nil, now: Instant
    ) {
        self.estate = estate
        self.repositories = repositories
        self.applications = applications
        self.pinnedPackages = pinnedPackages
        self.holdings = holdings
        self.controller = controller
        self.now = now
    }
}

/// A subject with its coverage and who needs it.
package struct AssessedSubject: Hashable, Sendable {
    package let subject: ProtectionSubject
    package let coverage: Coverage
    /// The applications whose scope it is in, sorted by name.
    package let applications: [String]
    /// The strictest tolerated loss among them, in seconds.
    package let limit: Int64?
}

/// The estate as the rules see it: with coverage, scopes and repositories worked out once.
package struct AssessedEstate: Sendable {
    package let input: AssuranceInput
    /// With recover-phase dependencies.
    package let estate: Estate
    package let map: RepositoryMap
    package let subjects: [AssessedSubject]
    /// What closes when everything is lost but the hosts of repositories, by kind.
    package let deadlocks: [Deadlock]
    private let graph: DependencyGraph
    private let scopes: [String: Set<AssetID>]

    package init(_ input: AssuranceInput) {
        let map = RepositoryMap(estate: input.estate, repositories: input.repositories)
        let graph = DependencyGraph(estate: input.estate)
        var scopes: [String: Set<AssetID>] = [:]
        for application in input.applications { scopes[application.name] = Set(graph.closure(of: application.entries)) }
        let judgement = CoverageJudgement(
            repositories: input.repositories, holdings: input.holdings, map: map, now: input.now)
        subjects = ProtectionSubject.all(in: input.estate, repositories: map).map { subject in
            let needing = input.applications.filter { scopes[$0.name]?.contains(subject.asset) == true }
            let limit = needing.compactMap(\.recoveryPoint).min()
            return AssessedSubject(
                subject: subject, coverage: judgement.coverage(of: subject, limit: limit),
                applications: needing.map(\.name).sorted(), limit: limit)
        }
        deadlocks = DeadlockSearch(input, map: map, loss: .everything).all
        estate = RecoverDependencies.adding(
            to: input.estate, RepositoryNeeds(estate: input.estate, map: map, controller: input.controller))
        self.input = input
        self.map = map
        self.graph = graph
        self.scopes = scopes
    }

    /// The deadlocks that the loss of exactly these hosts closes: what is lost with them can then not be restored.
    package func deadlocks(losing hosts: Set<AssetID>) -> [Deadlock] {
        DeadlockSearch(input, map: map, loss: .hosts(hosts)).all
    }

    /// Everything that `application` needs to start and run.
    package func scope(of application: String) -> Set<AssetID> { scopes[application] ?? [] }

    /// The shortest chain of assets by which `application` needs `asset`.
    package func path(from application: String, to asset: AssetID) -> [AssetID] {
        let entries = input.applications.first { $0.name == application }?.entries ?? []
        let chains = entries.compactMap { graph.why($0, needs: asset) }
        guard let shortest = chains.min(by: { $0.count < $1.count }), let first = shortest.first else { return [] }
        return [first.dependent] + shortest.map(\.provider)
    }
}
