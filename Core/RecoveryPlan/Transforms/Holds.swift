internal import Estate

/// Adds the points at which a person is asked before an asset is brought back.
///
/// Everything that has to be finished before the asset is; then the hold waits, and only what follows waits with it.
struct Holds: Transform {
    static let name = "holds"
    /// People answer one question at a time.
    static let capacity = "people"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        for hold in draft.input.holds.sorted(by: { ($0.asset, $0.because) < ($1.asset, $1.because) }) {
            guard let first = firstStep(of: hold.asset, draft) else {
                draft.refusals.append(
                    PlanRefusal.Reason(
                        subject: hold.asset.text,
                        explanation: "Somebody wants to be asked before it, but no step brings it back.",
                        hint: "Take the hold away, or add the asset to the scope."))
                continue
            }
            add(hold, before: first, to: &draft)
        }
        let count = draft.plan.holds.count
        return count == 0 ? "it runs without asking anybody" : "it waits for a person \(count) times"
    }

    /// Where work on the asset begins: its data, its start, or its host.
    private func firstStep(of asset: AssetID, _ draft: PlanDraft) -> StepID? {
        ["provision", "set-aside", "restore-files", "stop", "start"].lazy.map { StepID($0, asset) }
            .first(where: draft.contains)
    }

    private func add(_ hold: RequestedHold, before first: StepID, to draft: inout PlanDraft) {
        guard let number = draft.numbers[first] else { return }
        let id = StepID("hold", hold.asset)
        let body = NamedBody(name: "hold", body: holdBody)
        draft.add(
            Step(
                id, title: "Wait until a person releases \(hold.asset)", asset: hold.asset,
                target: draft.plan.steps[number].target, body: body,
                parameters: [
                    Parameter(name: "GU_BECAUSE", value: hold.because), Parameter(name: "GU_STEP", value: id.text),
                ],
                why: hold.because), body)
        for need in draft.plan.steps[number].needs {
            draft.add(need: need.step, to: id, why: "It is done before a person is asked.")
        }
        draft.add(need: id, to: first, why: hold.because)
        draft.plan.holds.append(PlannedHold(step: id, because: hold.because))
        draft.plan.holds.sort()
    }
}

/// Waits for a file that `groundup release` writes, or a person does.
///
/// Environment: GU_STEP, GU_BECAUSE, GU_SCRATCH (a folder of this step's own). Repeatable: it only waits.
let holdBody = StepBody(
    place: .controller, timeout: 604_800, attempts: 1, estimate: 900,
    script: #"""
        #!/bin/sh
        # Waits until a person releases the step; the file holds who did and why.
        set -eu
        file=$GU_SCRATCH/released
        printf 'waiting for a person before %s: %s\nto go on, write who releases it and why into %s\n' \
            "${GU_STEP#hold/}" "$GU_BECAUSE" "$file"
        until [ -s "$file" ]; do sleep 1; done
        printf 'released by %s\n' "$(head -c 4096 "$file" | tr -d '\000-\010\013-\037')"
        """#)
