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

    init(_ configuration: Configuration, _ engines: [any Engine], _ coverage: CoverageReport, _ map: RepositoryMap) {
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
            return result
        }
    }

    private func source(of assessed: AssessedSubject) throws -> RestoreSource {
        guard let held = assessed.coverage.point else { return withoutPoint(assessed) }
        guard let entry = configuration.repositories.first(where: { $0.name == held.key.repository }),
            let point = facts[entry.name]?.points.first(where: { $0.id == held.key.point })
        else { return .missing("The repository \(held.key.repository) is not configured.") }
        guard let engine = engines.first(where: { $0.name == entry.engine }) else {
            throw GroundupError(
                .configuration, "Repository \(entry.name) is of the engine \(entry.engine), of which nothing is known.",
                hint: "Engines are \(engines.map(\.name).sorted().joined(separator: ", ")).")
        }
        let chosen = RestorePoint(id: point.id, host: point.host, takenAt: point.takenAt, paths: point.paths)
        let restoration: Restoration
        do { restoration = try engine.restoration(of: chosen, at: nil, in: entry) } catch {
            return .blocked(
                reason: "\(entry.engine) cannot bring back restore point \(point.id.prefix(40)): \(error).",
                hint: "Set aside what it protects, or name another repository for it.")
        }
        let body = NamedBody(name: restoration.name, body: restoration.body)
        return .point(
            PlannedRestorePoint(
                repository: entry.name, repositoryHost: map.repository(entry.name)?.host, point: point.id,
                takenAt: point.takenAt, why: why(assessed.coverage), body: body,
                parameters: restoration.parameters, secrets: restoration.secrets))
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
