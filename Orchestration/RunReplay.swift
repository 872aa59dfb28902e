package import Contracts
internal import RecoveryPlan
package import RunMachine

extension RunGraph {
    /// What a journal tells the machine; steps that the plan does not have are an error, not skipped.
    package func history(_ entries: [JournalEntry]) throws -> [RunEvent] {
        var positions: [String: StepIndex] = [:]
        for index in indices { positions[names[index.position].text] = index }
        return try entries.compactMap { entry in
            let event = entry.event
            func step() throws -> StepIndex {
                guard let name = event.step, let index = positions[name.text] else {
                    throw GroundupError(
                        .state, "the journal names the step \(event.step?.text ?? "-"), which its plan does not have",
                        hint: "The state database was altered; bring it back from a backup.")
                }
                return index
            }
            switch event.kind {
            case .opened: return .opened
            case .resumed: return .resumed
            case .started: return .started(try step(), attempt: event.attempt)
            case .succeeded: return .succeeded(try step(), attempt: event.attempt)
            case .failed: return .failed(try step(), attempt: event.attempt)
            case .stopRequested: return .stopRequested
            case .held: return .decided(event.step == nil ? .holdRun : .hold(try step()))
            case .released: return .decided(event.step == nil ? .releaseRun : .release(try step()))
            case .retried: return .decided(.retry(try step()))
            case .waived: return .decided(.waive(try step()))
            case .markedDone: return .decided(.markDone(try step()))
            case .cancelled: return .decided(event.step == nil ? .cancelRun : .cancel(try step()))
            case .undone: return .decided(.undo(try step()))
            case .announced, .skipped, .finished, .verified: return nil
            }
        }
    }
}

extension GroundupError {
    /// Why a plan cannot be run, for people.
    package init(_ error: RunGraphError) {
        let message =
            switch error {
            case .repeatedStep(let step): "the plan has two steps \(step)"
            case .unknownNeed(let step, let need): "step \(step) needs \(need), which the plan does not have"
            case .unknownCapacity(let step, let capacity):
                "step \(step) uses the capacity \(capacity), which the plan does not have"
            case .capacityTooSmall(let step, let capacity, let asked, let existing):
                "step \(step) asks for \(asked) of \(capacity), but only \(existing) exist"
            case .circularNeeds(let steps):
                "these steps wait for each other: \(steps.map(\.text).joined(separator: ", "))"
            }
        self.init(.planRefused, message, hint: "Make the plan again with 'groundup plan'.")
    }
}
