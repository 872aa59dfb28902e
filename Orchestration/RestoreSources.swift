internal import Assurance
internal import Contracts
internal import Estate
internal import RecoveryPlan

/// Where each dataset and each host's configuration is restored from: exactly what the assessment judged.
struct RestoreSources {
    private let configuration: Configuration
    private let engines: [any Engine]
    private let coverage: CoverageReport
    private let map: RepositoryMap
    private let facts: [String: RepositoryFacts]
    private let composites: [AssetID: ChosenComposite]
    /// The moment that was asked for; `nil` for the newest data.
    private let moment: Instant?

    init(
        _ configuration: Configuration, _ engines: [any Engine], _ coverage: CoverageReport, _ map: RepositoryMap,
        composites: [AssetID: ChosenComposite] = [:], moment: Instant? = nil
    ) {
        self.composites = composites
        self.moment = moment
        self.configuration = configuration
        self.engines = engines
        self.coverage = coverage
        self.map = map
        facts = Dictionary(coverage.repositories.map { ($0.name, $0) }) { first, _ in first }
    }

    /// By dataset, and by host for its configuration.
    var all: [AssetID: RestoreSource] {
        get throws {
            var result: [AssetID: RestoreSource] = [:]
            for assessed in coverage.subjects { result[assessed.subject.asset] = try source(of: assessed) }
            for (asset, chosen) in composites { result[asset] = try source(of: chosen) }
            return result
        }
    }

    private func source(of assessed: AssessedSubject) throws -> RestoreSource {
        guard let held = assessed.coverage.point else { return withoutPoint(assessed) }
        guard let entry = configuration.repositories.first(where: { $0.name == held.key.repository }),
            let point = facts[entry.name]?.points.first(where: { $0.id == held.key.point })
        else { return .missing("The repository \(held.key.repository) is not configured.") }
        var chosen = RestorePoint(id: point.id, host: point.host, takenAt: point.takenAt, paths: point.paths)
        guard held.isWhole else {
            return try planned(chosen, held, at: nil, in: entry, why: why(assessed.coverage))
        }
        if let refused = outside(point, held, entry) { return refused }
        let latest = point.limited(until: held.dataFrom)?.window ?? point.window
        chosen.window = point.window.map { RecoveryWindow(earliest: $0.earliest, latest: $0.latest, end: $0.end) }
        // Without a log that goes on behind it, its own end is all that can be had.
        let target = latest.flatMap { $0.latest > $0.earliest ? RecoveryMoment($0.latest) : nil }
        return try planned(chosen, held, at: target, in: entry, why: whyWhole(point, entry, assessed.coverage))
    }

    /// Why the moment that was asked for cannot be had.
    private func outside(_ point: PointFacts, _ held: HeldPoint, _ entry: RepositoryEntry) -> RestoreSource? {
        guard let moment, held.dataFrom != moment else { return nil }
        let window =
            point.window.map {
                "from \(Words.moment($0.earliest)) to \(Words.moment($0.latest)), where it ends because \($0.end)"
            } ?? "at \(Words.moment(point.takenAt)) only"
        return .blocked(
            reason:
                "\(Words.moment(moment)) cannot be restored: backup \(point.id.prefix(40)) of \(entry.name) can be had "
                + "\(window).", hint: "Ask for a moment inside of it with --at.")
    }

    private func planned(
        _ point: RestorePoint, _ held: HeldPoint, at moment: RecoveryMoment?, in entry: RepositoryEntry, why: String
    ) throws -> RestoreSource {
        let engine = try engine(of: entry)
        let restoration: Restoration
        do { restoration = try engine.restoration(of: point, at: moment, in: entry) } catch {
            return .blocked(
                reason: "\(entry.engine) cannot bring back restore point \(point.id.prefix(40)): \(error).",
                hint: "Set aside what it protects, or name another repository for it.")
        }
        var planned = planned(point, restoration, in: entry, why: why)
        planned.dataFrom = held.dataFrom
        planned.isWhole = held.isWhole
        planned.moment = moment?.instant
        return .point(planned)
    }

    private func planned(
        _ point: RestorePoint, _ restoration: Restoration, in entry: RepositoryEntry, why: String
    ) -> PlannedRestorePoint {
        var planned = PlannedRestorePoint(
            repository: entry.name, repositoryHost: map.repository(entry.name)?.host, point: point.id,
            takenAt: point.takenAt, why: why, body: NamedBody(name: restoration.name, body: restoration.body),
            parameters: restoration.parameters, secrets: restoration.secrets)
        planned.afterwards = restoration.afterwards
        return planned
    }

    private func engine(of entry: RepositoryEntry) throws -> any Engine {
        if let engine = engines.first(where: { $0.name == entry.engine }) { return engine }
        throw GroundupError(
            .configuration, "Repository \(entry.name) is of the engine \(entry.engine), of which nothing is known.",
            hint: "Engines are \(engines.map(\.name).sorted().joined(separator: ", ")).")
    }

    /// The newest whole point, and for each condemned file the point of its own newest clean version.
    private func source(of chosen: ChosenComposite) throws -> RestoreSource {
        let entry = chosen.repository
        let engine = try engine(of: entry)
        func part(_ point: RestorePoint, _ why: String) throws(EngineFailure) -> PlannedRestorePoint {
            var part = planned(point, try engine.restoration(of: point, at: nil, in: entry), in: entry, why: why)
            part.dataFrom = point.takenAt
            return part
        }
        do throws(EngineFailure) {
            let count = chosen.older.reduce(0) { $0 + $1.paths.count }
            var base = try part(
                chosen.base,
                "The newest whole point; \(count) of its files come from older ones, "
                    + "\(chosen.leftOut.count) are left out.")
            var older: [PlannedComposite.Part] = []
            for piece in chosen.older {
                let point = try part(piece.point, "The newest clean version of \(piece.paths.count) files.")
                older.append(PlannedComposite.Part(point: point, paths: piece.paths))
            }
            base.composite = PlannedComposite(older: older, leftOut: chosen.leftOut)
            return .point(base)
        } catch {
            return .blocked(
                reason: "\(entry.engine) cannot bring back files of \(entry.name): \(error).",
                hint: "Plan without --composite.")
        }
    }

    private func whyWhole(_ point: PointFacts, _ entry: RepositoryEntry, _ coverage: Coverage) -> String {
        let window =
            point.window.map {
                "its log reaches to \(Words.moment($0.latest)), where it ends because \($0.end)"
            } ?? "no log goes on behind it"
        return "The newest that \(entry.engine) can bring back whole; \(window)."
    }

    private func why(_ coverage: Coverage) -> String {
        switch coverage {
        case .covered: "The newest restore point that holds it, as its manifest says."
        // Ages change by the minute; a plan does not.
        case .stale(_, let limit):
            "The newest restore point that holds it; older than the \(Age.text(limit)) that may be lost."
        case .partly: "The newest restore point that holds it, but \(coverage.reason)."
        case .unknown, .uncovered: coverage.reason
        case .excluded: "The newest restore point that holds any of it; \(coverage.reason)."
        }
    }

    /// Nothing to restore from is a gap; a repository that may hold it but cannot be opened is a deadlock.
    private func withoutPoint(_ assessed: AssessedSubject) -> RestoreSource {
        let reason = assessed.coverage.reason
        if let moment, assessed.subject.rawPath != nil {
            return .blocked(
                reason: "Nothing that is held of it is as old as \(Words.moment(moment)): \(reason).",
                hint: "Ask for a later moment with --at, or leave it out with --without.")
        }
        guard case .unknown = assessed.coverage else { return .missing("\(reason).") }
        let used = map.names(usedBy: assessed.subject.host)
        let closed = coverage.repositories.first { repository in
            repository.condition != .readable && (used.isEmpty || used.contains(repository.name))
        }
        guard let closed else { return .missing("\(reason).") }
        return .blocked(
            reason: "Repository \(closed.name) may hold it but cannot be opened: \(closed.condition.word), "
                + "\(closed.condition.detail). What opens it must not lie on what it restores.",
            hint: hint(for: closed))
    }

    private func hint(for repository: RepositoryFacts) -> String {
        switch repository.condition {
        case .noPassword, .wrongPassword:
            "Put the password of \(repository.name) into a file of the controller and name it in the configuration."
        case .missing, .unreachable: "Make \(repository.url) reachable from the controller."
        case .locked: "Wait for the job that holds the lock, or remove a stale lock with the engine."
        case .damaged: "Repair \(repository.name) with the engine, or use a copy of it."
        case .readable: ""
        }
    }
}
