import Assurance
import Contracts
import Estate
import RecoveryPlan

extension Workplace {
    /// How many of the newest plans and runs are looked at.
    private static let lookedAt = 20

    /// What the newest plans predict and the newest runs measured.
    func recoveryRecord() async throws -> RecoveryRecord {
        var record = RecoveryRecord()
        try await addPredictions(to: &record)
        for run in try await journal.runs().prefix(Self.lookedAt) {
            guard let plan = await plan(run.planDigest, &record) else { continue }
            let rehearsal = Rehearsal(run: run, plan: plan, entries: try await journal.entries(of: run.id, after: 0))
            record.measured += rehearsal.measured
            record.tests += rehearsal.tests
        }
        return record
    }

    private func addPredictions(to record: inout RecoveryRecord) async throws {
        for summary in try await documents.plans().prefix(Self.lookedAt) {
            let open = Set(configuration.applications.map(\.name)).subtracting(record.predicted.map(\.application))
            if open.isEmpty { break }
            let applications = await plan(summary.digest, &record)?.prediction?.applications ?? []
            record.predicted += applications.filter { open.contains($0.application) }.map { application in
                PredictedRecoveryTime(
                    application: application.application, seconds: Int64(application.seconds),
                    high: Int64(application.range.high), plan: summary.digest, madeAt: summary.time)
            }
        }
    }

    /// One that was damaged in the state proves nothing, and must not keep the rest from being judged.
    private func plan(_ digest: String, _ record: inout RecoveryRecord) async -> Plan? {
        do { return try await storedPlan(digest).plan } catch {
            record.unread.append(
                "What plan \(digest.prefix(12)) predicts or a run of it measured: \((error as? GroundupError)?.message ?? "\(error)")"
            )
            return nil
        }
    }
}

/// What one run proves: how long applications took to come back, and which datasets were restored how deep.
struct Rehearsal {
    private let run: RunRecord
    private let plan: Plan
    private let timings: [StepID: RunReport.Timing]
    private let needs: [StepID: [Need]]

    init(run: RunRecord, plan: Plan, entries: [JournalEntry]) {
        self.run = run
        self.plan = plan
        needs = Dictionary(plan.steps.map { ($0.id, $0.needs) }, uniquingKeysWith: { $1 })
        timings = Dictionary(RunReport.timings(entries, of: run).map { ($0.step, $0) }, uniquingKeysWith: { $1 })
    }

    /// Applications of which every last step succeeded; one that a person did by other means proves no time.
    var measured: [MeasuredRecoveryTime] {
        returned.map { application in
            let finish = application.steps.compactMap { timings[$0]?.finish }.max() ?? 0
            return MeasuredRecoveryTime(
                application: application.application, seconds: Int64((finish + 999) / 1_000), run: run.id.text,
                endedAt: Instant(seconds: run.openedAt.seconds + Int64(finish / 1_000)))
        }
    }

    /// A dataset whose files were written was decoded; it works when an application that needs it came back.
    var tests: [RestoreTest] {
        let working = returned.reduce(into: Set<StepID>()) { $0.formUnion(needed(by: $1.steps)) }
        return plan.steps.filter { $0.action == "restore-files" }.compactMap { step in
            guard let timing = timings[step.id], timing.state == .succeeded else { return nil }
            return RestoreTest(
                dataset: step.asset, depth: working.contains(step.id) ? .working : .decoded,
                at: Instant(seconds: run.openedAt.seconds + Int64(timing.finish / 1_000)), source: "run \(run.id.text)")
        }
    }

    private var returned: [PredictedRecovery] {
        (plan.prediction?.applications ?? []).filter { application in
            !application.steps.isEmpty && application.steps.allSatisfy { timings[$0]?.state == .succeeded }
        }
    }

    /// These steps and everything that they wait for.
    private func needed(by steps: [StepID]) -> Set<StepID> {
        var found = Set(steps)
        var open = steps
        while let next = open.popLast() {
            for need in needs[next] ?? [] where found.insert(need.step).inserted { open.append(need.step) }
        }
        return found
    }
}
