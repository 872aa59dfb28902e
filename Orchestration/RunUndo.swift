package import Contracts
package import RecoveryPlan

extension Workplace {
    /// Takes a step of a run back; nobody may control the run meanwhile.
    ///
    /// - Parameter id: the run; the newest one when `nil`, also one that has succeeded.
    package func undo(_ step: StepID, of id: RunID?, note: String) async throws -> (run: RunID, result: StepResult) {
        let runs = try await journal.runs()
        guard let record = id.map({ wanted in runs.first { $0.id == wanted } }) ?? runs.first else {
            throw GroundupError(
                .state, id.map { "There is no run \($0)." } ?? "Nothing was run yet.",
                hint: "'groundup runs' lists runs.")
        }
        let stored = try await storedPlan(record.planDigest)
        try await approvalState(of: stored).requireSufficient(plan: stored.digest)
        return (record.id, try await executor(stored, record.id, Unwatched()).undo(step, note))
    }
}
