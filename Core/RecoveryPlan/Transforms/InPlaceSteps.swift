internal import Estate

/// Stops what uses data that comes back in place, and sets what is there now aside, so that nothing is overwritten.
struct InPlaceSteps: Transform {
    static let name = "in-place"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        guard draft.policy.restoresInPlace else { return "data comes back on rebuilt hosts only" }
        for host in draft.hosts {
            for service in draft.services[host, default: []] { try stop(service, on: host, &draft) }
            for dataset in draft.datasets[host, default: []] { try setAside(dataset, on: host, &draft) }
        }
        return "what is there now is kept beside it before anything is overwritten"
    }

    private func stop(_ service: Asset, on host: AssetID, _ draft: inout PlanDraft) throws(PlanRefusal) {
        guard let body = draft.input.body("stop", of: service) else { throw Self.noBody("stop", service.id) }
        let id = StepID("stop", service.id)
        draft.add(
            Step(
                id, title: "Stop \(service.id.name) on \(host)", asset: service.id, target: host, body: body,
                parameters: draft.parameters(of: service, on: host),
                why: "Its data must not change while it comes back."), body)
        if let start = draft.input.body("start", of: service) { draft.add(undo: start, to: id) }
        draft.add(need: id, to: StepID("restore-data", service.id), why: "It must not run while its data is loaded.")
        draft.add(need: id, to: StepID("start", service.id), why: "It is started anew.")
    }

    private func setAside(_ dataset: Asset, on host: AssetID, _ draft: inout PlanDraft) throws(PlanRefusal) {
        let restore = StepID("restore-files", dataset.id)
        guard draft.contains(restore), let profile = dataset.dataset else { return }
        guard let body = NamedBody(draft.input.recipes[HostSteps.recipe], "set-aside") else {
            throw Self.noBody("set-aside", dataset.id)
        }
        let id = StepID("set-aside", dataset.id)
        // Dumps that are not touched need not be kept.
        let isWhole = draft.input.comesBackWhole(dataset.id)
        let paths = isWhole ? [profile.path] : Set([profile.path, profile.protectedPath]).sorted()
        draft.add(
            Step(
                id, title: "Set aside what is in \(profile.path) on \(host)", asset: dataset.id, target: host,
                body: body,
                parameters: [
                    Parameter(name: "GU_HOST", value: host.text), Parameter(name: "GU_PATHS", value: lines(paths)),
                ],
                why: "What is overwritten by mistake is lost twice."), body)
        if let putBack = NamedBody(draft.input.recipes[HostSteps.recipe], "put-back") {
            draft.add(undo: putBack, to: id)
        }
        draft.add(need: id, to: restore, why: "What is there now has to be kept first.")
        for service in draft.services[host, default: []]
        where draft.stored[service.id, default: []].contains(dataset) {
            draft.add(
                need: StepID("stop", service.id), to: id, why: "\(service.id) must not write to it meanwhile.")
        }
    }

    private static func noBody(_ step: String, _ asset: AssetID) -> PlanRefusal {
        PlanRefusal([
            PlanRefusal.Reason(
                subject: asset.text, explanation: "No recipe says how to \(step) it.",
                hint: "Add the step \(step) to \(HostSteps.recipe) or to \(ServiceSteps.fallback).")
        ])
    }
}
