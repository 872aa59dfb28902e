package import Assurance
package import Contracts
package import Estate

/// Compares an estate with what its repositories really hold.
package struct AssessCoverage: Sendable {
    private let engines: [any Engine]
    private let configuration: Configuration
    private let clock: any Clock
    private let pointsBefore: Instant?
    /// By repository: points that count as failed because they are damaged, or hold condemned contents.
    private let condemned: [String: Set<String>]
    private let controller: (any ControllerFactsSource)?
    /// What looks at stored bytes found of restore points: damaged ones hold nothing.
    package var looks = PointLookRecord()
    /// What earlier looks found, and what runs measured; empty for whoever only wants to know what is held.
    package var history = PointHistory()
    package var recovery = RecoveryRecord()
    /// By subject the moment from which on nothing is wanted of it.
    package var limits: [AssetID: Instant] = [:]

    /// How many restore points are tried until one holds all of a dataset.
    private static let rounds = 3
    /// How many manifests are listed at once.
    private static let concurrency = 4

    /// - Parameters:
    ///   - controller: without one, nothing is judged of how the controller reaches repositories.
    ///   - pointsBefore: only older restore points are looked at; `nil` admits every one.
    ///   - condemned: by repository, restore points that nothing is to be restored from.
    package init(
        engines: [any Engine], configuration: Configuration, clock: any Clock,
        controller: (any ControllerFactsSource)? = nil, pointsBefore: Instant? = nil,
        condemned: [String: Set<String>] = [:]
    ) {
        self.engines = engines
        self.configuration = configuration
        self.clock = clock
        self.pointsBefore = pointsBefore
        self.condemned = condemned
        self.controller = controller
    }

    /// Opens every configured repository, lists what is needed of its newest restore points, applies every rule.
    package func report(on estate: Estate) async -> CoverageReport {
        Assessment.report(on: await input(for: estate))
    }

    /// What the repositories answered, before it is judged.
    package func input(for estate: Estate) async -> AssuranceInput {
        let states = await states()
        var input = await unlisted(estate, states)
        // Each round lists the next restore point of what may be held, or held newer, by others than those that were listed.
        for _ in 0..<Self.rounds {
            let wanted = wanted(input)
            if wanted.isEmpty { break }
            for (key, holdings) in await holdings(of: wanted, states: states) { input.holdings[key] = holdings }
        }
        return input
    }

    /// The deadlocks of `estate`; repositories are opened, but none of their restore points is listed.
    ///
    /// - Parameter lost: the hosts that are lost; `nil` for everything but the hosts of repositories.
    package func deadlocks(in estate: Estate, losing lost: Set<AssetID>? = nil) async -> [Deadlock] {
        let assessed = AssessedEstate(await unlisted(estate, await states()))
        return lost.map { assessed.deadlocks(losing: $0) } ?? assessed.deadlocks
    }

    private func unlisted(_ estate: Estate, _ states: [String: RepositoryAnswer]) async -> AssuranceInput {
        var input = AssuranceInput(
            estate: estate, repositories: configuration.repositories.map { facts(of: $0, states[$0.name]) },
            applications: configuration.applications.map(\.facts),
            pinnedPackages: Set(configuration.media.compactMap(\.packageName)),
            controller: await controller?.facts(for: configuration), history: history, recovery: recovery,
            risks: configuration.acceptedRisks, sites: configuration.sites(in: estate), now: clock.now())
        input.limits = limits
        return input
    }

    private func facts(of repository: RepositoryEntry, _ answer: RepositoryAnswer?) -> RepositoryFacts {
        guard case .success(let list) = answer else { return repository.facts(answer) }
        return repository.facts(answer, damage: looks.damage(in: list, of: repository.name))
    }

    private func states() async -> [String: RepositoryAnswer] {
        await withTaskGroup(of: (String, RepositoryAnswer).self) { group in
            for repository in configuration.repositories {
                group.addTask { (repository.name, admitted(await answer(of: repository), of: repository.name)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func answer(of repository: RepositoryEntry) async -> RepositoryAnswer {
        guard let engine = engines.first(where: { $0.name == repository.engine }) else {
            return .failure(EngineFailure(.toolMissing, "no engine is called '\(repository.engine)'"))
        }
        return await engine.answer(of: repository)
    }

    private func admitted(_ answer: RepositoryAnswer, of repository: String) -> RepositoryAnswer {
        guard case .success(var list) = answer else { return answer }
        let condemned = condemned[repository] ?? []
        list.points = list.points.compactMap { point in
            let known = condemned.contains(point.id) ? point.condemned : point
            guard let pointsBefore else { return known }
            return known.limited(before: pointsBefore)
        }
        return .success(list)
    }

    /// The paths to look for, by restore point.
    private func wanted(_ input: AssuranceInput) -> [PointKey: Wanted] {
        let map = RepositoryMap(estate: input.estate, repositories: input.repositories)
        let judgement = CoverageJudgement(
            repositories: input.repositories, holdings: input.holdings, map: map, now: input.now, limits: input.limits)
        let points = PointIndex(input.repositories, limits: input.limits)
        let subjects = ProtectionSubject.all(in: input.estate, repositories: map).map { subject in
            (subject: subject, candidates: subject.candidates(in: points).map(\.key))
        }
        let next = Set(subjects.compactMap { judgement.next(of: $0.subject) })
        // A restore point is listed once, for every subject that it may hold.
        var wanted: [PointKey: Wanted] = [:]
        for (subject, candidates) in subjects {
            for key in candidates where next.contains(key) {
                wanted[key, default: Wanted()].paths.formUnion(subject.paths)
                wanted[key, default: Wanted()].listing.formUnion(subject.listing)
            }
        }
        return wanted
    }

    private func holdings(
        of wanted: [PointKey: Wanted], states: [String: RepositoryAnswer]
    ) async -> [PointKey: PointHoldings] {
        await withTaskGroup(of: (PointKey, PointHoldings).self) { group in
            var found: [PointKey: PointHoldings] = [:]
            var running = 0
            for (key, item) in wanted.sorted(by: { $0.key < $1.key }) {
                if running == Self.concurrency, let (key, holdings) = await group.next() {
                    found[key] = holdings
                    running -= 1
                }
                running += 1
                group.addTask { (key, await list(key, item, states[key.repository])) }
            }
            for await (key, holdings) in group { found[key] = holdings }
            return found
        }
    }

    private func list(_ key: PointKey, _ wanted: Wanted, _ answer: RepositoryAnswer?) async -> PointHoldings {
        guard case .success(let list) = answer, let point = list.points.first(where: { $0.id == key.point }),
            let repository = configuration.repositories.first(where: { $0.name == key.repository }),
            let engine = engines.first(where: { $0.name == repository.engine })
        else { return .unlisted("it is not in the repository any more") }
        let held = HeldPaths(wanted.paths)
        do {
            try await engine.manifest(of: point, below: wanted.listing.sorted(), in: repository) { held.add($0) }
            return .listed(held.all)
        } catch {
            return .unlisted(error.words)
        }
    }
}

extension RestorePoint {
    /// The same once it is known to be no good; it is there, and nothing is restored from it.
    fileprivate var condemned: RestorePoint {
        var point = self
        point.state = .failed
        point.warnings.append("it is damaged, or holds what was judged bad; see 'groundup points'")
        return point
    }
}

/// What is looked for in one restore point.
private struct Wanted: Sendable {
    var paths: Set<String> = []
    var listing: Set<String> = []
}
