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
    /// What earlier looks at the repositories found; empty when nobody remembers.
    package var history: PointHistory
    package var recovery: RecoveryRecord
    package var risks: [AcceptedRisk]
    /// Where people say that hosts stand.
    package var sites: [AssetID: String]
    /// By subject the moment from which on nothing is wanted of it, so that it fits together with others.
    package var limits: [AssetID: Instant] = [:]
    package var now: Instant

    package init(
        estate: Estate, repositories: [RepositoryFacts], applications: [ApplicationFacts],
        pinnedPackages: Set<String> = [], holdings: [PointKey: PointHoldings] = [:],
        controller: ControllerFacts? = nil, history: PointHistory = PointHistory(),
        recovery: RecoveryRecord = RecoveryRecord(), risks: [AcceptedRisk] = [], sites: [AssetID: String] = [:],
        now: Instant
    ) {
        self.estate = estate
        self.repositories = repositories
        self.applications = applications
        self.pinnedPackages = pinnedPackages
        self.holdings = holdings
        self.controller = controller
        self.history = history
        self.recovery = recovery
        self.risks = risks
        self.sites = sites
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
    let points: PointIndex
    package let subjects: [AssessedSubject]
    /// What is remembered of the repositories, this look included.
    package let history: PointHistory
    /// The restore points that serve each subject, over time.
    package let series: [PointSeries]
    /// Oldest first.
    let sizesByAsset: [AssetID: [SeenSize]]
    /// What closes when everything is lost but the hosts of repositories, by kind.
    package let deadlocks: [Deadlock]
    private let needs: [String: NeedPaths]
    private let scopes: [String: Set<AssetID>]

    package init(_ input: AssuranceInput) {
        let map = RepositoryMap(estate: input.estate, repositories: input.repositories)
        let graph = DependencyGraph(estate: input.estate)
        var needs: [String: NeedPaths] = [:]
        for application in input.applications {
            needs[application.name] = NeedPaths(graph, from: application.entries)
        }
        let scopes = needs.mapValues(\.scope)
        let judgement = CoverageJudgement(
            repositories: input.repositories, holdings: input.holdings, map: map, now: input.now, limits: input.limits)
        let risks = AcceptedRisks(input.risks, now: input.now)
        subjects = ProtectionSubject.all(in: input.estate, repositories: map).map { subject in
            let needing = input.applications.filter { scopes[$0.name]?.contains(subject.asset) == true }
            let limit = needing.compactMap(\.recoveryPoint).min()
            return AssessedSubject(
                subject: subject,
                coverage: risks.excluding(judgement.coverage(of: subject, limit: limit), of: subject.asset),
                applications: needing.map(\.name).sorted(), limit: limit)
        }
        history = input.history.observing(input.repositories, at: input.now)
            .adding(Self.sizes(of: subjects, in: input))
        sizesByAsset = Dictionary(grouping: history.sizes, by: \.asset)
            .mapValues { $0.sorted { ($0.takenAt, $0.key) < ($1.takenAt, $1.key) } }
        series = Self.series(of: subjects, history: history, repositories: input.repositories, map: map)
        deadlocks = DeadlockSearch(input, map: map, loss: .everything).all
        estate = RecoverDependencies.adding(
            to: input.estate, RepositoryNeeds(estate: input.estate, map: map, controller: input.controller))
        points = PointIndex(input.repositories)
        self.input = input
        self.map = map
        self.needs = needs
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
        needs[application]?.path(to: asset) ?? []
    }
}
