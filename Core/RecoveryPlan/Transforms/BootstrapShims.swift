internal import Estate

/// Puts in place what a bootstrapped service leans on while the others are not there, and takes it away afterwards.
///
/// A recipe that needs one has two steps: `bootstrap-apply` before the start, such as static names and a temporary
/// forwarder, and `bootstrap-remove` once everything that it went without works. The full verification comes last, so it
/// shows that the service works without the crutch.
struct BootstrapShims: Transform {
    static let name = "bootstrap-shims"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var applied: [String] = []
        for chosen in draft.plan.bootstraps {
            guard let service = draft.input.estate.asset(chosen.asset), let host = service.host else { continue }
            let recipe = draft.input.recipe(of: service)
            switch (NamedBody(recipe, "bootstrap-apply"), NamedBody(recipe, "bootstrap-remove")) {
            case (let apply?, let remove?):
                add(apply, remove, chosen, service, on: host, to: &draft)
                applied.append(chosen.asset.text)
            case (nil, nil): continue
            case (_?, nil), (nil, _?): draft.refusals.append(Self.half(service))
            }
        }
        return applied.isEmpty
            ? "no bootstrap needs anything that has to be taken away"
            : "taken away and checked afterwards: \(applied.joined(separator: ", "))"
    }

    private func add(
        _ apply: NamedBody, _ remove: NamedBody, _ chosen: ChosenBootstrap, _ service: Asset, on host: AssetID,
        to draft: inout PlanDraft
    ) {
        let parameters =
            draft.parameters(of: service, on: host) + [
                Parameter(name: "GU_BOOTSTRAP_HOSTS", value: lines(names(of: chosen.circle, draft.input)))
            ]
        let before = StepID("bootstrap-apply", service.id)
        let after = StepID("bootstrap-remove", service.id)
        draft.add(
            Step(
                before, title: "Let \(service.id.name) on \(host) start alone", asset: service.id, target: host,
                body: apply, parameters: parameters, why: chosen.why), apply)
        draft.add(
            Step(
                after, title: "Take away what let \(service.id.name) on \(host) start alone", asset: service.id,
                target: host, body: remove, parameters: parameters,
                why: "It was there for the start only; \(service.id) has to work without."), remove)
        draft.add(need: draft.ready(host), to: before, why: "\(host) has to be installed and configured.")
        // What it leans on may lie in its own data: names that it keeps, a copy of what others hold.
        for dataset in draft.stored[service.id, default: []] {
            draft.add(
                need: StepID("restore-files", dataset.id), to: before, why: "It may lean on what lies in \(dataset.id)."
            )
        }
        draft.add(need: StepID("restore-data", service.id), to: before, why: "It may lean on data that is loaded.")
        draft.add(need: before, to: StepID("start", service.id), why: "It starts without the others.")
        draft.add(need: StepID("verify", service.id), to: after, why: "It has to run.")
        for other in chosen.without {
            draft.add(need: StepID("verify", other), to: after, why: "It is leaned on until \(other) works.")
        }
        draft.add(need: after, to: StepID("verify-full", service.id), why: "It is verified without the crutch.")
        draft.add(need: after, to: StepID("finish", host), why: "\(host) is finished without it.")
    }

    /// `ADDRESS FULL-NAME NAME` of each host in the circle.
    private func names(of circle: [AssetID], _ input: PlanningInput) -> [String] {
        let hosts = Set(circle.compactMap(input.estate.host(of:)))
        return hosts.sorted().compactMap { host in
            guard let profile = input.rebuiltProfile(of: host), let address = profile.addresses.first else {
                return nil
            }
            return "\(address.address) \(profile.fullName) \(host)"
        }
    }

    private static func half(_ service: Asset) -> PlanRefusal.Reason {
        PlanRefusal.Reason(
            subject: service.id.text,
            explanation: "Its recipe applies something for a bootstrap and never removes it, or the other way round.",
            hint: "Give the recipe \(service.recipe ?? "") both steps, bootstrap-apply and bootstrap-remove.")
    }
}
