package import Contracts
internal import Estate
internal import PointChoice

/// A dataset put together from several restore points of one lineage.
package struct ChosenComposite: Sendable {
    package var repository: RepositoryEntry
    package var base: RestorePoint
    /// Newest first.
    package var older: [(point: RestorePoint, paths: [String])]
    package var leftOut: [String]
    package var notJudged: Int
    /// Newer points that nobody has judged.
    package var unjudged: Int
}

/// Puts datasets together from what was judged of restore points; nothing is read for it.
struct CompositeChoice {
    private let workplace: Workplace

    init(_ workplace: Workplace) { self.workplace = workplace }

    /// - Parameter before: only older points are used; `nil` admits every one.
    func choose(_ name: String, in estate: Estate, before: Instant?) async throws -> (AssetID, ChosenComposite) {
        guard let dataset = estate.asset(AssetID(name)), let profile = dataset.dataset, let host = dataset.host else {
            throw GroundupError(
                .usage, "There is no dataset '\(name)' in the estate.", hint: "'groundup graph' lists the datasets.")
        }
        guard profile.dumpPath == nil else {
            throw GroundupError(
                .usage, "\(name) is a database, which comes back from one moment or not at all.",
                hint: "Choose its moment with --at or --before.")
        }
        var best: ChosenComposite?
        for repository in workplace.configuration.repositories {
            let found = try await choose(profile.path, of: names(of: host, in: estate), in: repository, before: before)
            guard let found, found.base.takenAt > best?.base.takenAt ?? Instant(seconds: .min) else { continue }
            best = found
        }
        guard let best else {
            throw GroundupError(
                .planRefused, "No whole restore point of \(name) was judged, so it cannot be put together.",
                hint: "'groundup points --host \(host)' judges them.")
        }
        return (dataset.id, best)
    }

    private func names(of host: AssetID, in estate: Estate) -> Set<String> {
        Set([host.text, estate.profiles[host]?.fullName].compactMap(\.self))
    }

    private func choose(
        _ path: String, of hosts: Set<String>, in repository: RepositoryEntry, before: Instant?
    ) async throws -> ChosenComposite? {
        guard let engine = workplace.engines.first(where: { $0.name == repository.engine }),
            case .success(let list) = await engine.answer(of: repository)
        else { return nil }
        let points = list.points.filter { point in
            point.isRestorable && hosts.contains(point.host) && before.map { point.takenAt < $0 } ?? true
                && point.paths.contains { isBelow(path, $0) }
        }
        let condition = StoredCondition(
            try await workplace.pointLooks.pointLooks(), of: repository.name, in: list)
        let lineages = Dictionary(grouping: points) {
            PointLineage(repository: repository.name, host: $0.host, paths: $0.paths)
        }
        var best: ChosenComposite?
        for (lineage, points) in lineages {
            guard let found = try await choose(path, lineage, points, condition, repository),
                found.base.takenAt > best?.base.takenAt ?? Instant(seconds: .min)
            else { continue }
            best = found
        }
        return best
    }

    private func choose(
        _ path: String, _ lineage: PointLineage, _ points: [RestorePoint], _ condition: StoredCondition,
        _ repository: RepositoryEntry
    ) async throws -> ChosenComposite? {
        guard let detector = try await workplace.verdicts.lastDetector(of: lineage) else { return nil }
        let judged = JudgedHistory(
            try await workplace.verdicts.pointsRead(of: lineage, detector: detector),
            try await workplace.verdicts.contents(of: lineage, detector: detector), listed: points,
            looks: condition)
        guard let found = judged.choice(below: path) else { return nil }
        return ChosenComposite(
            repository: repository, base: points[found.base],
            older: found.replaced.sorted { $0.key > $1.key }.map { (points[$0.key], $0.value) },
            leftOut: found.leftOut, notJudged: found.notJudged.count,
            unjudged: judged.points.dropFirst(found.base + 1).count { !$0.record.isJudged })
    }
}

/// Whether `path` is `folder` or lies below it.
func isBelow(_ path: String, _ folder: String) -> Bool {
    path == folder || folder == "/" || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
}

extension PointRecord {
    /// Somebody looked at it, whatever came of it.
    fileprivate var isJudged: Bool {
        if case .notVerified = integrity { return false }
        return true
    }
}
