internal import Estate

/// Refuses what could stop half-way, before anything is touched.
///
/// Every need is a step of the plan, every dataset is restored before a service that keeps data in it starts, nothing
/// reads from a repository that is itself lost, nothing that the restore needs comes back only by it, every secret has a place to come from, and values are fit for an
/// environment. That no step needs itself is seen when the timetable is made.
struct Checks: Transform {
    static let name = "checks"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        draft.sortSteps()
        draft.refusals += draft.input.deadlocks.filter { !$0.hosts.isDisjoint(with: draft.hosts) }.map(\.reason)
        draft.plan.gaps += draft.input.suspicions + draft.input.remarks
        draft.plan.gaps = Array(Set(draft.plan.gaps)).sorted()
        draft.plan.bootstraps.sort { $0.asset < $1.asset }
        draft.plan.restorePoints.sort { $0.dataset < $1.dataset }
        var needs = 0
        for step in draft.plan.steps {
            needs += step.needs.count
            draft.refusals += problems(of: step, draft)
        }
        draft.refusals += startsBeforeData(draft)
        guard draft.refusals.isEmpty else { throw PlanRefusal(Array(Set(draft.refusals))) }
        return "\(draft.plan.steps.count) steps with \(needs) needs, \(draft.plan.gaps.count) gaps, nothing to refuse"
    }

    private func problems(of step: Step, _ draft: PlanDraft) -> [PlanRefusal.Reason] {
        var problems: [PlanRefusal.Reason] = []
        func refuse(_ explanation: String, _ hint: String) {
            problems.append(PlanRefusal.Reason(subject: step.id.text, explanation: explanation, hint: hint))
        }
        for need in step.needs where !draft.contains(need.step) {
            refuse("It needs \(need.step), which is not in the plan.", "This is an error in groundup; report it.")
        }
        if step.timeout <= 0 || step.attempts <= 0 {
            refuse("Its recipe sets no time or no attempt for it.", "Correct \(step.body).")
        }
        for secret in step.secrets where !secret.isResolvable {
            refuse(
                "It needs the secret \(secret.name), and nothing says where it is kept.",
                "Give the repository a password reference such as file:/path that the loss does not touch.")
        }
        let values = step.parameters.map(\.value)
        let names = step.parameters.map(\.name) + step.secrets.map(\.name)
        if Set(names).count != names.count || !names.allSatisfy(isVariable) {
            refuse("Its parameters are not distinct names of variables.", "Correct \(step.body).")
        }
        if values.contains(where: { $0.utf8.contains(0) }) {
            refuse("A parameter holds a null byte, which no environment can hold.", "Rename what has it in its name.")
        }
        return problems
    }

    private func startsBeforeData(_ draft: PlanDraft) -> [PlanRefusal.Reason] {
        var problems: [PlanRefusal.Reason] = []
        for (service, datasets) in draft.stored {
            guard let number = draft.numbers[StepID("start", service)] else { continue }
            let needed = Set(draft.plan.steps[number].needs.map(\.step))
            for dataset in datasets {
                let restore = StepID("restore-files", dataset.id)
                guard draft.contains(restore), !needed.contains(restore) else { continue }
                problems.append(
                    PlanRefusal.Reason(
                        subject: service.text, explanation: "It would start before \(dataset.id) is restored.",
                        hint: "This is an error in groundup; report it."))
            }
        }
        return problems
    }

    private func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}

extension SecretReference {
    /// Whether the reference names a place; whether the secret is there is seen when the run starts.
    var isResolvable: Bool {
        ["file:/", "env:", "credential:", "secret:"].contains {
            reference.hasPrefix($0) && reference.utf8.count > $0.utf8.count
        }
    }
}
