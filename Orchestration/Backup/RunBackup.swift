internal import Assurance
package import BackupPlan
package import Contracts
internal import Estate
internal import RecoveryPlan

/// Runs a backup plan: on each host the dumps, then the backup, in the plan's order; what belongs together back to back.
///
/// It only adds restore points. Bodies outlive whoever asked for them, and a killed run is simply run again: an unfinished
/// backup leaves no restore point, or one that is not whole.
package struct RunBackup: Sendable {
    private let workplace: Workplace
    private let plan: BackupPlan
    private let jobs: [PlannedBackup]
    private let run: RunID
    private let tell: @Sendable (BackupResult) -> Void

    /// - Parameters:
    ///   - hosts: only these; empty for all of the plan's.
    ///   - tell: is given each result as it comes.
    package init(
        _ workplace: Workplace, plan: BackupPlan, hosts: [String], as run: RunID,
        tell: @escaping @Sendable (BackupResult) -> Void
    ) throws {
        let unknown = hosts.filter { name in !plan.hosts.contains(AssetID(name)) }
        guard unknown.isEmpty else {
            throw GroundupError(
                .usage, "the plan backs up nothing of \(unknown.joined(separator: ", "))",
                hint: "It backs up \(plan.hosts.map(\.text).joined(separator: ", ")).")
        }
        jobs = plan.jobs.filter { hosts.isEmpty || hosts.contains($0.host.text) }
        guard !jobs.isEmpty else {
            throw GroundupError(
                .backupFailed, "There is nothing that could be backed up.",
                hint: "'groundup backup plan' says what stays uncovered, and why.")
        }
        self.workplace = workplace
        self.plan = plan
        self.run = run
        self.tell = tell
    }

    package func start() async throws -> BackupReport {
        let started = workplace.clock.now()
        let hosts = Set(jobs.map(\.host)).sorted()
        // Nobody restores these hosts, and no other backup of this state writes there, while this goes on.
        let repositories = try await workplace.journal.lease(run, repositories: Set(jobs.map(\.repository)).sorted())
        defer { repositories.release() }
        let lease = try await workplace.journal.lease(run, hosts: hosts)
        defer { lease.release() }
        try await record("started", ["jobs": .texts(jobs.map(\.id))])
        var results: [BackupResult] = []
        for batch in batches { results += try await runTogether(batch) }
        let left = await workplace.steps.clean(run, on: hosts)
        let report = BackupReport(
            run: run, started: started, ended: workplace.clock.now(), results: results, left: left)
        try await record(
            "ended", ["outcome": .text(report.failure?.rawValue ?? "done"), "results": .number(Int64(results.count))])
        return report
    }

    /// Jobs of one group follow each other in the plan; every other job stands for itself.
    private var batches: [[PlannedBackup]] {
        jobs.reduce(into: []) { batches, job in
            if let group = job.group, batches.last?.last?.group == group {
                batches[batches.count - 1].append(job)
            } else {
                batches.append([job])
            }
        }
    }

    /// The dumps of all first, so that their moments lie as near to each other as they can.
    private func runTogether(_ batch: [PlannedBackup]) async throws -> [BackupResult] {
        var results: [BackupResult] = []
        var failed: Set<AssetID> = []
        for job in batch {
            for dump in job.dumps where !results.contains(where: { $0.step == "dump/\(dump.service.text)" }) {
                let result = try await self.dump(dump, of: job)
                if result.state != .done { failed.insert(dump.service) }
                results.append(try await kept(result))
            }
        }
        for job in batch {
            var result = try await backUp(job)
            if result.state == .done, let dump = job.dumps.first(where: { failed.contains($0.service) }) {
                result.state = .partial
                result.detail = "the dump of \(dump.service.text) failed, so it holds what was dumped before"
            }
            results.append(try await kept(result))
        }
        return results
    }

    private func kept(_ result: BackupResult) async throws -> BackupResult {
        tell(result)
        var details: [String: AuditDetail] = [
            "outcome": .text(result.state.rawValue), "step": .text(result.step), "detail": .text(result.detail),
        ]
        details["restorePoint"] = result.restorePoint.map { .text($0) }
        try await record("step", details)
        return result
    }

    private func record(_ event: String, _ details: [String: AuditDetail]) async throws {
        let all = details.merging(["event": .text(event)]) { first, _ in first }
        try await workplace.audit.record(AuditEvent(.backup, subject: run.text, details: all))
    }
}

extension RunBackup {
    private func dump(_ dump: PlannedDump, of job: PlannedBackup) async throws -> BackupResult {
        let name = "dump/\(dump.service.text)"
        guard let body = workplace.recipes[dump.recipe]?.steps["dump"] else {
            return BackupResult(
                step: name, host: job.host, state: .failed, detail: "the recipe \(dump.recipe) knows no dump",
                milliseconds: 0)
        }
        let parameters = [
            Parameter(name: "GU_DATA_PATHS", value: dump.dataPaths.joined(separator: "\n")),
            Parameter(name: "GU_DUMP_PATHS", value: dump.dumpPaths.joined(separator: "\n")),
            Parameter(name: "GU_HOST", value: job.host.text),
            Parameter(name: "GU_SERVICE", value: dump.name), Parameter(name: "GU_UNIT", value: dump.unit),
        ]
        let protection = Protection(name: "\(dump.recipe)/dump", body: body, parameters: parameters, secrets: [])
        let result = try await perform(protection, named: name, on: job.host)
        let isDone = result.outcome == .succeeded
        return BackupResult(
            step: name, host: job.host, state: isDone ? .done : .failed,
            detail: isDone ? result.lastLines.last ?? "" : FailureText.summary(FailureText.detail(result)),
            milliseconds: result.milliseconds)
    }

    private func backUp(_ job: PlannedBackup) async throws -> BackupResult {
        let name = "back-up/\(job.id)"
        func failed(_ detail: String) -> BackupResult {
            BackupResult(step: name, host: job.host, state: .failed, detail: detail, milliseconds: 0)
        }
        guard let repository = workplace.configuration.repositories.first(where: { $0.name == job.repository }),
            let engine = workplace.engines.first(where: { $0.name == repository.engine })
        else { return failed("the repository \(job.repository) is not configured") }
        let protection: Protection
        // Without the list of now nobody could tell which restore point is new.
        let before: RestorePointList
        do throws(EngineFailure) {
            protection = try engine.protection(
                of: ProtectionRequest(host: job.host.text, paths: job.paths, excludes: job.excludes), in: repository)
            before = try await engine.restorePoints(in: repository)
        } catch {
            return failed("\(error)")
        }
        let step = try await perform(protection, named: name, on: job.host)
        let after = await engine.answer(of: repository)
        return BackupJudgement(engine: engine, job: job)
            .result(of: step, before: before, after: after, named: name)
    }

    private func perform(_ protection: Protection, named name: String, on host: AssetID) async throws -> StepResult {
        let step = Step(
            id: StepID(name), title: name, asset: host, target: host, place: protection.body.place,
            body: protection.name, parameters: protection.parameters, secrets: protection.secrets,
            estimate: Estimate(seconds: protection.body.estimate, basis: "engine"), timeout: protection.body.timeout,
            attempts: 1, why: "The backup plan asks for it.")
        var secrets: [ResolvedSecret] = []
        for reference in protection.secrets { secrets.append(try await workplace.secrets.resolve(reference)) }
        let request = StepRequest(
            run: run, step: step, position: position(of: name), attempt: 1, script: protection.body.script,
            secrets: secrets)
        return try await workplace.steps.run(request)
    }

    /// Makes names of files and units unique within the run.
    private func position(of name: String) -> Int {
        let names = jobs.flatMap { job in job.dumps.map { "dump/\($0.service.text)" } + ["back-up/\(job.id)"] }
        return names.firstIndex(of: name) ?? names.count
    }
}
