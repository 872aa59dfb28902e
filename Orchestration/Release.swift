package import Contracts
package import RecoveryPlan

extension Workplace {
    /// Lets a hold of a run go on; the note says who and why.
    ///
    /// - Parameter id: the run; the newest one that has not ended when `nil`.
    /// - Returns: the run.
    package func release(_ step: StepID, in id: RunID?, note: String) async throws -> RunID {
        let record = try await unfinishedRun(id)
        let plan = try await storedPlan(record.planDigest).plan
        guard let position = plan.steps.firstIndex(where: { $0.id == step }), plan.steps[position].action == "hold"
        else {
            let holds = plan.holds.map(\.step.text)
            throw GroundupError(
                .usage, "Run \(record.id) has no step '\(step)' that waits for a person.",
                hint: holds.isEmpty ? "Its plan asks nobody." : "It has: \(holds.joined(separator: ", ")).")
        }
        // Recorded before it goes on, so that nobody's word is missing.
        let details: [String: AuditDetail] = ["run": .text(record.id.text), "note": .text(note)]
        try await audit.record(AuditEvent(.released, subject: step.text, details: details))
        try steps.release(step, position: position, in: record.id, note: note)
        return record.id
    }
}
