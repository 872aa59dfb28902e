internal import Assurance
internal import BackupPlan
package import Contracts
package import Estate

/// What came of one dump or backup.
package struct BackupResult: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// The tool proved it, and the new restore point is in the list.
        case done
        /// There is a new restore point, and something is not in it.
        case partial
        /// Neither proven nor refuted.
        case unknown
        case failed
    }

    /// Such as `dump/db1/postgresql` or `back-up/app1/shop`.
    package let step: String
    package let host: AssetID
    package var state: State
    /// The proof, or what is wrong; one sentence.
    package var detail: String
    /// The new restore point.
    package var restorePoint: String?
    package var milliseconds: Int
}

/// What came of all of them.
package struct BackupReport: Sendable {
    package let run: RunID
    package let started: Instant
    package let ended: Instant
    package let results: [BackupResult]
    /// What was left on hosts.
    package let left: [BlindSpot]

    /// What a command ends with; `nil` when everything was done.
    package var failure: ErrorCode? {
        if results.isEmpty || results.contains(where: { $0.state == .failed }) { return .backupFailed }
        return results.contains { $0.state != .done } ? .findings : nil
    }
}

/// Judges a backup by its tool's own end and by the list of restore points: neither alone is enough.
struct BackupJudgement {
    let engine: any Engine
    let job: PlannedBackup

    func result(
        of step: StepResult, before: RestorePointList, after: RepositoryAnswer, named name: String
    ) -> BackupResult {
        var result = BackupResult(
            step: name, host: job.host, state: .failed, detail: FailureText.summary(FailureText.detail(step)),
            milliseconds: step.milliseconds)
        guard step.outcome == .succeeded else { return result }
        guard let ending = ProtectionFrame.ending(in: step.lastLines) else {
            result.state = .unknown
            result.detail = "how \(engine.name) ended was not told"
            return result
        }
        let outcome = engine.outcome(of: ending, after: .backup)
        guard case .success(let list) = after else {
            result.state = .unknown
            result.detail = "\(words(outcome)); the list of restore points could not be read afterwards"
            return result
        }
        let new = newPoint(in: list, before: before)
        result.restorePoint = new?.id
        (result.state, result.detail) = judged(outcome, new)
        return result
    }

    private func judged(_ outcome: EngineOutcome, _ new: RestorePoint?) -> (BackupResult.State, String) {
        guard let new else {
            if case .failed(let failure) = outcome { return (.failed, "\(failure)") }
            return (.failed, "\(words(outcome)); but no new restore point of \(job.host.text) is in the list")
        }
        switch outcome {
        case .ok(let proof):
            guard new.state == .complete else { return (.partial, "the restore point is \(new.state.rawValue)") }
            return new.warnings.isEmpty ? (.done, proof) : (.partial, new.warnings.joined(separator: "; "))
        case .warned(let words): return (.partial, words)
        case .unknown(let words): return (.unknown, words)
        case .failed(let failure):
            return (failure.kind == .sourceIncomplete ? .partial : .failed, "\(failure)")
        }
    }

    /// The newest point of this host that was not there before and whose job names all of the paths.
    private func newPoint(in list: RestorePointList, before: RestorePointList) -> RestorePoint? {
        let known = Set(before.points.map(\.id))
        return list.points.last { point in
            !known.contains(point.id) && job.hostNames.contains(point.host) && point.isRestorable
                && job.paths.allSatisfy { path in holds(point, path) }
        }
    }

    /// A dump's own file stands for the folder in which its engine keeps it.
    private func holds(_ point: RestorePoint, _ path: String) -> Bool {
        PathScope.covers(point.paths, path)
            || (job.method != .files && point.paths.contains { PathScope.covers(path, $0) })
    }

    private func words(_ outcome: EngineOutcome) -> String {
        switch outcome {
        case .ok(let proof): proof
        case .warned(let words), .unknown(let words): words
        case .failed(let failure): "\(failure)"
        }
    }
}
