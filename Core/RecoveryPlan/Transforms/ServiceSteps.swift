internal import Estate

/// Starts each service and verifies it on its host; a service without a recipe of its own uses the generic one.
struct ServiceSteps: Transform {
    static let name = "service-steps"
    static let fallback = "generic-service"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var generic = 0
        for host in draft.hosts {
            for service in draft.services[host, default: []] {
                let isKnown = NamedBody(draft.input.recipe(of: service), "start") != nil
                generic += isKnown ? 0 : 1
                try add(service, on: host, to: &draft)
            }
        }
        let count = draft.services.values.joined().count
        return "\(count) services are started and verified, \(generic) of them by the generic recipe"
    }

    private func add(_ service: Asset, on host: AssetID, to draft: inout PlanDraft) throws(PlanRefusal) {
        let parameters = draft.parameters(of: service, on: host)
        let start = StepID("start", service.id)
        let verify = StepID("verify", service.id)
        for (action, verb, why) in [
            ("start", "Start", "\(service.id) runs on \(host), which is rebuilt."),
            ("verify", "Verify", "Nothing may rely on \(service.id) before it has answered."),
        ] {
            guard let body = draft.input.body(action, of: service) else {
                throw PlanRefusal([Self.noBody(action, service)])
            }
            draft.add(
                Step(
                    StepID(action, service.id), title: "\(verb) \(service.id.name) on \(host)", asset: service.id,
                    target: host, body: body, parameters: parameters, why: why), body)
        }
        draft.add(need: draft.ready(host), to: start, why: "\(host) has to be installed and configured.")
        draft.add(need: start, to: verify, why: "It has to be started.")
        draft.add(need: verify, to: StepID("finish", host), why: "\(host) is finished when all its services work.")
        for dataset in draft.stored[service.id, default: []] {
            draft.add(
                need: StepID("restore-files", dataset.id), to: start, why: "It keeps its data in \(dataset.id).")
        }
        draft.add(need: StepID("restore-data", service.id), to: start, why: "Its data has to be loaded.")
    }

    private static func noBody(_ action: String, _ service: Asset) -> PlanRefusal.Reason {
        PlanRefusal.Reason(
            subject: service.id.text, explanation: "No recipe says how to \(action) it.",
            hint: "Add the step \(action) to the recipe \(service.recipe ?? fallback) or to \(fallback).")
    }
}

extension AssetID {
    /// The part after the host of a service's id.
    var name: String {
        guard let slash = text.firstIndex(of: "/") else { return text }
        return String(text[text.index(after: slash)...])
    }
}

extension PlanningInput {
    /// Whether an engine brings the application's data in this dataset back as a whole, so that there is no dump.
    func comesBackWhole(_ dataset: AssetID) -> Bool {
        guard case .point(let point)? = sources[dataset] else { return false }
        return point.isWhole
    }

    func recipe(of asset: Asset) -> Recipe? { asset.recipe.flatMap { recipes[$0] } }

    /// The body of a service's step: its own recipe's, or the generic one's.
    func body(_ step: String, of service: Asset) -> NamedBody? {
        NamedBody(recipe(of: service), step) ?? NamedBody(recipes[ServiceSteps.fallback], step)
    }
}

extension PlanDraft {
    /// What every body of a service finds in its environment.
    func parameters(of service: Asset, on host: AssetID) -> [Parameter] {
        let profile = input.rebuiltProfile(of: host)
        let stored = stored[service.id, default: []].filter { $0.host == host }
        let own = stored.compactMap(\.dataset)
        let dumps = stored.filter { !input.comesBackWhole($0.id) }.compactMap { $0.dataset?.dumpPath }
        let listeners = service.listeners.map { "\($0.transport) \(input.replaced($0.address)) \($0.port)" }
        return [
            Parameter(name: "GU_HOST", value: host.text),
            Parameter(name: "GU_FULL_NAME", value: profile?.fullName ?? host.text),
            Parameter(name: "GU_ADDRESS", value: profile?.addresses.first?.address ?? ""),
            Parameter(name: "GU_SERVICE", value: service.id.name),
            Parameter(name: "GU_UNIT", value: service.unit ?? ""),
            Parameter(name: "GU_PACKAGE", value: service.package ?? ""),
            Parameter(name: "GU_LISTENERS", value: lines(listeners)),
            Parameter(name: "GU_DATA_PATHS", value: lines(own.map(\.path))),
            Parameter(name: "GU_DUMP_PATHS", value: lines(dumps)),
        ]
    }
}
