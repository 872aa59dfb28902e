package import Assurance
import Contracts
import Estate

/// The restore points of a repository, or why there is no list of them.
typealias RepositoryAnswer = Result<RestorePointList, EngineFailure>

extension Engine {
    func answer(of repository: RepositoryEntry) async -> RepositoryAnswer {
        do { return .success(try await restorePoints(in: repository)) } catch { return .failure(error) }
    }
}

extension RepositoryEntry {
    /// What the core knows of this repository once its engine has answered.
    ///
    /// - Parameter damage: what earlier looks found wrong with points, by id.
    func facts(_ answer: RepositoryAnswer?, damage: [String: PointDamage] = [:]) -> RepositoryFacts {
        var facts = RepositoryFacts(name: name, engine: engine, url: address, condition: .readable, safety: safety)
        switch answer {
        case .success(let list):
            facts.points = list.points.filter { $0.isRestorable && damage[$0.id] == nil }.map(\.facts)
            facts.damaged = list.points.compactMap { point in damage[point.id].map { point.damaged($0) } }
            // Of one that went bad, or is not finished, it is told by the engine; it has not vanished.
            facts.unusable = Set(list.points.filter { !$0.isRestorable || damage[$0.id] != nil }.map(\.id))
            facts.isListComplete = list.isComplete
            facts.warnings = list.warnings + list.points.flatMap(\.complaints)
        case .failure(let failure): facts.condition = failure.condition
        case nil: facts.condition = .unreachable("it was not asked")
        }
        return facts
    }

    /// As hosts name it: a path on the machine that `via` names lies there, not on the controller.
    private var address: String { via.map { url.hasPrefix("/") ? "\($0):\(url)" : url } ?? url }
}

extension RestorePoint {
    /// The same as if it was looked at just before `moment`; `nil` when nothing of it is as old as that.
    func limited(before moment: Instant) -> RestorePoint? {
        guard let limited = facts.limited(before: moment) else { return nil }
        var point = self
        point.window = limited.window.map { RecoveryWindow(earliest: $0.earliest, latest: $0.latest, end: $0.end) }
        return point
    }

    fileprivate var facts: PointFacts {
        let seconds = endedAt.map { max(0, $0.seconds(since: takenAt)) }
        var facts = PointFacts(id: id, host: host, takenAt: takenAt, paths: paths, seconds: seconds)
        facts.isApplicationConsistent = isApplicationConsistent
        facts.window = window.map { PointWindow(earliest: $0.earliest, latest: $0.latest, end: $0.end) }
        return facts
    }

    fileprivate func damaged(_ damage: PointDamage) -> DamagedPoint {
        DamagedPoint(facts, reason: damage.description, foundAt: damage.foundAt)
    }

    /// What speaks against it, each with its name.
    fileprivate var complaints: [String] {
        let own = warnings.isEmpty && state == .failed ? ["it failed"] : warnings
        return own.map { "restore point \(id.prefix(40)): \($0)" }
    }
}

extension EngineFailure {
    fileprivate var condition: RepositoryCondition {
        switch kind {
        case .noPassword: .noPassword
        case .wrongKey: .wrongPassword
        case .noRepository: .missing(words)
        case .locked: .locked(words)
        case .corrupt: .damaged(words)
        case .noSuchPoint, .sourceIncomplete, .noSpace, .permission, .network, .timeout, .stalled, .cancelled,
            .toolMissing, .unsupported, .unknown:
            .unreachable(words)
        }
    }
}

extension ApplicationEntry {
    var facts: ApplicationFacts {
        ApplicationFacts(
            name: name, entries: entries, recoveryPoint: objectives.recoveryPoint,
            recoveryTime: objectives.recoveryTime, retention: objectives.retention, protection: objectives.protection)
    }
}

extension MediaEntry {
    /// The package's name, from the `name_version_architecture.deb` that archives use.
    var packageName: String? {
        let file = path.split(separator: "/").last ?? ""
        guard file.hasSuffix(".deb"), let end = file.firstIndex(of: "_") else { return nil }
        return String(file[..<end])
    }
}

extension Workplace {
    /// The configured repositories without asking them, which is enough to see what protects what.
    package var repositoryFacts: [RepositoryFacts] {
        configuration.repositories.map { $0.facts(nil) }
    }
}

extension Configuration {
    /// Where people say that the hosts of `estate` stand.
    func sites(in estate: Estate) -> [AssetID: String] {
        let names = HostNames(estate)
        return hosts.reduce(into: [:]) { sites, entry in
            guard let site = entry.site, let host = names.host(entry.name) else { return }
            sites[host] = site
        }
    }
}
