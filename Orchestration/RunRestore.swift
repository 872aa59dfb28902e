package import Contracts
package import Estate
internal import RecoveryPlan
package import RunMachine

extension RunID {
    /// A name from the moment and from chance, so that runs of different installations never meet on a host.
    package static func make(at moment: Instant, chance: UInt32) -> RunID? {
        let (days, seconds) = moment.seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civilDate(days)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined()
        return RunID("\(padded(year, 4))\(padded(month, 2))\(padded(day, 2))T\(clock)-\(String(chance, radix: 16))")
    }

    /// The date of a day counted from 1970-01-01, by Hinnant's `civil_from_days`.
    private static func civilDate(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Workplace {
    /// Runs an approved plan; nothing is touched before its approvals have been verified anew.
    ///
    /// - Throws: a `GroundupError` with code `approval` or `planRefused` before anything was touched; with code `state`
    ///   also later, when the journal cannot be written: `resume` then goes on.
    package func restore(
        _ stored: StoredPlan, as run: RunID, observer: any RunObserver, stops: any StopRequests
    ) async throws -> RunOutcome {
        try await approvalState(of: stored).requireSufficient(plan: stored)
        // A package that is not what its trust root says stops everything before anything is touched.
        if stored.plan.steps.contains(where: { $0.action == "media" }) { _ = try await media.verify() }
        return try await executor(stored, run, observer).start(planDigest: stored.digest, stops: stops)
    }

    /// Goes on with a run: what succeeded is kept, what runs is waited for, what failed is tried again.
    ///
    /// - Parameter id: the run; the newest one that has not succeeded when `nil`.
    package func resume(
        _ id: RunID?, observer: any RunObserver, stops: any StopRequests
    ) async throws -> (run: RunID, outcome: RunOutcome) {
        let record = try await unfinishedRun(id)
        let stored = try await storedPlan(record.planDigest)
        try await approvalState(of: stored).requireSufficient(plan: stored)
        return (record.id, try await executor(stored, record.id, observer).resume(stops: stops))
    }

    private func executor(_ stored: StoredPlan, _ run: RunID, _ observer: any RunObserver) throws -> RunExecutor {
        try RunExecutor(
            plan: stored.plan, run: run, journal: journal, steps: steps, secrets: secrets, clock: clock,
            observer: observer)
    }

    private func unfinishedRun(_ id: RunID?) async throws -> RunRecord {
        let record =
            if let id { try await journal.run(id) } else {
                try await journal.runs().first { $0.outcome != RunOutcome.succeeded.rawValue }
            }
        guard let record else {
            throw GroundupError(
                .state, id.map { "There is no run \($0)." } ?? "There is no run to go on with.",
                hint: "'groundup runs' lists runs; 'groundup restore PLAN' begins one.")
        }
        guard record.outcome != RunOutcome.succeeded.rawValue else {
            throw GroundupError(
                .state, "Run \(record.id) has succeeded; there is nothing to go on with.",
                hint: "'groundup report \(record.id)' shows it; 'groundup restore PLAN' begins a new one.")
        }
        return record
    }
}
