internal import Assurance
package import Contracts
internal import DataHealth
internal import Estate
package import PointChoice

/// Reads what restore points hold, each content once, judges it, and says which points can be chosen.
///
/// The oldest point of a lineage is read whole, of every later one what changed, beside the version before. What was read
/// is remembered, so that the next call reads new points only; another version of the detector reads everything again.
package struct JudgePoints: Sendable {
    private let workplace: Workplace
    private let files: any ContentFiles
    private let store: any VerdictStore
    private let scratch: any ScratchSpace
    private let panel: PanelOfJudges
    private let workers: Int

    package init(
        _ workplace: Workplace, files: any ContentFiles, store: any VerdictStore, scratch: any ScratchSpace,
        panel: PanelOfJudges = PanelOfJudges(), workers: Int
    ) {
        self.panel = panel
        self.workplace = workplace
        self.files = files
        self.store = store
        self.scratch = scratch
        self.workers = workers
    }

    /// - Parameters:
    ///   - repositories: names; empty for all that are configured.
    ///   - hosts: of whose points; empty for all.
    ///   - progress: gets a sentence before anything that takes long.
    package func reports(
        repositories: [String], hosts: [String], wishes: PointChoice.Wishes,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> [PointReport] {
        let chosen = workplace.configuration.repositories.filter {
            repositories.isEmpty || repositories.contains($0.name)
        }
        let unknown = repositories.first { name in !chosen.contains { $0.name == name } }
        if let unknown {
            throw GroundupError(
                .usage, "No repository is called '\(unknown)'.",
                hint: "Configured are \(workplace.configuration.repositories.map(\.name).joined(separator: ", ")).")
        }
        var reports: [PointReport] = []
        for repository in chosen {
            reports += try await self.reports(of: repository, hosts, wishes, progress)
        }
        return reports
    }

    private func reports(
        of repository: RepositoryEntry, _ hosts: [String], _ wishes: PointChoice.Wishes, _ progress: (String) -> Void
    ) async throws -> [PointReport] {
        guard let engine = workplace.engines.first(where: { $0.name == repository.engine }) else { return [] }
        let list: RestorePointList
        do { list = try await engine.restorePoints(in: repository) } catch {
            let lineage = PointLineage(repository: repository.name, host: "", paths: [])
            return [PointReport(lineage: lineage, problems: ["It could not be opened: \(error)"])]
        }
        let restorable = list.points.filter { $0.isRestorable && (hosts.isEmpty || hosts.contains($0.host)) }
        let lineages = Dictionary(grouping: restorable) {
            PointLineage(repository: repository.name, host: $0.host, paths: $0.paths)
        }
        var reports: [PointReport] = []
        for (lineage, points) in lineages {
            var report = try await report(lineage, points, of: list, repository, engine, wishes, progress)
            if !list.isComplete {
                report.problems += list.warnings.map { "the list of points is not complete: \($0)" }
            }
            reports.append(report)
        }
        return reports.sorted {
            ($0.lineage.host, $0.lineage.paths.first ?? "") < ($1.lineage.host, $1.lineage.paths.first ?? "")
        }
    }

    private func report(
        _ lineage: PointLineage, _ points: [RestorePoint], of list: RestorePointList, _ repository: RepositoryEntry,
        _ engine: any Engine, _ wishes: PointChoice.Wishes, _ progress: (String) -> Void
    ) async throws -> PointReport {
        guard points.allSatisfy({ $0.window == nil }) else {
            return Self.continuous(lineage, points, try await condition(of: list, in: repository))
        }
        let detector = panel.detector
        let reading = PointReading(
            lineage: lineage, repository: repository, engine: engine,
            inspect: InspectContent(files, panel: panel, workers: workers), store: store,
            looks: workplace.pointLooks, detector: detector, scratch: scratch, clock: workplace.clock)
        var history = LineageHistory(
            try await store.pointsRead(of: lineage, detector: detector),
            try await store.contents(of: lineage, detector: detector))
        var problems = panel.complaints
        for point in points {
            progress("reading \(Words.point(point.id, digits: 12)) of \(point.host) in \(repository.name)")
            if let problem = try await reading.read(point, before: points, &history) { problems.append(problem) }
        }
        let judged = JudgedHistory(
            history.points, try await store.contents(of: lineage, detector: detector), listed: points,
            looks: try await condition(of: list, in: repository))
        let choice = PointChoice(judged.points.map(\.record), now: workplace.clock.now(), wishes: wishes)
        return PointReport(
            lineage: lineage, points: judged.points(with: choice.damageProbabilities), offers: choice.offers(),
            composite: judged.composite, problems: problems)
    }

    private func condition(of list: RestorePointList, in repository: RepositoryEntry) async throws -> StoredCondition {
        StoredCondition(try await workplace.pointLooks.pointLooks(), of: repository.name, in: list)
    }

    /// Files of a cluster say nothing by themselves: what is in them shows only when it is started.
    private static func continuous(
        _ lineage: PointLineage, _ points: [RestorePoint], _ condition: StoredCondition
    ) -> PointReport {
        let reason = "contents of a running cluster show only when it is started on them"
        let judged = points.map { point in
            condition.applied(
                to: JudgedPoint(
                    record: PointRecord(
                        id: point.id, takenAt: point.takenAt,
                        integrity: .notVerified("only its chain and log were compared"),
                        contents: .notJudged(reason))))
        }
        // A log that goes on behind a damaged backup brings nothing back.
        let windows = points.filter { condition.damage[$0.id] == nil }.compactMap { point in
            point.window.map {
                PointReport.Window(point: point.id, earliest: $0.earliest, latest: $0.latest, end: $0.end)
            }
        }
        return PointReport(lineage: lineage, points: judged, windows: windows, problems: [reason])
    }
}
