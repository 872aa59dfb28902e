internal import Estate

/// Lets hosts come back under other names and addresses: what named them as they were is changed.
///
/// Each rebuilt host's restored configuration is searched for whole addresses and names, and so is what recipes say
/// names hosts too, such as zones. References on hosts that stand are listed for a person: no step works there.
struct TargetMapping: Transform {
    static let name = "target-mapping"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        guard !draft.input.mappings.isEmpty else { return "every host comes back under its own name and address" }
        draft.refusals += refusals(draft)
        let replacements = Parameter(
            name: "GU_REPLACEMENTS", value: lines(draft.input.replacements.map { "\($0.old) \($0.new)" }))
        var steps: [AssetID: StepID] = [:]
        for host in draft.hosts {
            steps[host] = adapt(host, replacements, &draft)
            for service in draft.services[host, default: []] { adapt(service, on: host, replacements, &draft) }
        }
        listReferences(steps, in: &draft)
        let named = draft.plan.mappings.map { mapping in
            "\(mapping.host) as \([mapping.fullName, mapping.address].compactMap { $0 }.joined(separator: " at "))"
        }
        return "\(named.joined(separator: ", ")); \(draft.plan.references.count) places name them"
    }

    /// Changes the configuration of `host` once it is back.
    private func adapt(_ host: AssetID, _ replacements: Parameter, _ draft: inout PlanDraft) -> StepID? {
        guard let body = NamedBody(draft.input.recipes[HostSteps.recipe], "adapt") else { return nil }
        let files = draft.input.estate.profiles[host]?.changedConfiguration ?? []
        let paths = ConfigurationSelection(files).paths
        let configure = StepID("configure", host)
        guard !paths.isEmpty, draft.contains(configure) else { return nil }
        let id = StepID("adapt", host)
        let step = Step(
            id, title: "Change names and addresses in the configuration of \(host)", asset: host, target: host,
            body: body,
            parameters: [
                Parameter(name: "GU_HOST", value: host.text), Parameter(name: "GU_PATHS", value: lines(paths)),
                replacements,
            ],
            why: "Hosts come back under other names or addresses, and its configuration may name them.")
        draft.add(step, body)
        draft.add(need: configure, to: id, why: "The configuration has to be back.")
        draft.add(need: id, to: StepID("finish", host), why: "A host is built one step after the other.")
        for service in draft.services[host, default: []] {
            for action in ["restore-data", "start"] {
                draft.add(
                    need: id, to: StepID(action, service.id), why: "It has to find the others where they will be.")
            }
        }
        return id
    }

    /// Changes the data of a service whose data names hosts, such as the zones of a name server.
    private func adapt(_ service: Asset, on host: AssetID, _ replacements: Parameter, _ draft: inout PlanDraft) {
        guard let body = NamedBody(draft.input.recipe(of: service), "adapt") else { return }
        let id = StepID("adapt", service.id)
        let step = Step(
            id, title: "Change names and addresses in the data of \(service.id.name) on \(host)", asset: service.id,
            target: host, body: body, parameters: draft.parameters(of: service, on: host) + [replacements],
            why: "Hosts come back under other names or addresses, and \(service.id) tells others where they are.")
        draft.add(step, body)
        draft.add(need: draft.ready(host), to: id, why: "The software has to be installed and configured.")
        for dataset in draft.stored[service.id, default: []] {
            draft.add(need: StepID("restore-files", dataset.id), to: id, why: "Its data has to be back.")
        }
        draft.add(need: StepID("restore-data", service.id), to: id, why: "Its data has to be loaded.")
        draft.add(need: id, to: StepID("start", service.id), why: "It has to tell where hosts will be.")
    }

    private func listReferences(_ steps: [AssetID: StepID], in draft: inout PlanDraft) {
        let estate = draft.input.estate
        var found: Set<ChangedReference> = []
        for dependency in estate.dependencies {
            guard let provider = estate.host(of: dependency.provider), draft.input.mappings[provider] != nil,
                let host = estate.host(of: dependency.dependent), host != provider
            else { continue }
            let replacements = draft.input.replacements.filter { $0.host == provider }
            for evidence in dependency.evidence where evidence.namesPlace {
                for replacement in replacements {
                    found.insert(
                        ChangedReference(
                            host: host, place: evidence.place, old: replacement.old, new: replacement.new,
                            changedBy: steps[host]))
                }
            }
        }
        draft.plan.references = found.sorted()
        for reference in draft.plan.references where reference.changedBy == nil {
            draft.addGap(
                "\(reference.host) \(reference.place)",
                "It names \(reference.old), which becomes \(reference.new); no step of this plan changes it.")
        }
        for mapping in draft.plan.mappings where mapping.fullName != nil {
            draft.addGap("\(mapping.host) certificates", "Certificates that carry its old name are not made anew.")
        }
    }

    private func refusals(_ draft: PlanDraft) -> [PlanRefusal.Reason] {
        var addresses: [String: AssetID] = [:]
        for (host, profile) in draft.input.estate.profiles {
            for address in profile.addresses where draft.input.mappings[host]?.address == nil {
                addresses[address.address] = host
            }
        }
        var reasons: [PlanRefusal.Reason] = []
        for mapping in draft.plan.mappings {
            func refuse(_ explanation: String, _ hint: String) {
                reasons.append(
                    PlanRefusal.Reason(subject: mapping.host.text, explanation: explanation, hint: hint))
            }
            if !draft.hosts.binarySearch(mapping.host) {
                refuse("It is to get another name or address, but this plan does not rebuild it.", "Name it as lost.")
            }
            if let address = mapping.address, let other = addresses.updateValue(mapping.host, forKey: address) {
                refuse("Its new address \(address) belongs to \(other).", "Choose an address that is free.")
            }
            let identified = draft.services[mapping.host, default: []].first { service in
                draft.input.recipe(of: service)?.keepsName == true
            }
            if mapping.fullName != nil, let identified {
                refuse(
                    "\(identified.id) cannot work under another name.",
                    "Keep the name; the address may change.")
            }
        }
        return reasons
    }
}

extension Evidence {
    /// Whether it was read somewhere that would have to be changed.
    fileprivate var namesPlace: Bool { source == "configuration" || source == "resolver" || source == "declared" }

    /// `/etc/nginx/sites-enabled/shop:2` of `/etc/nginx/sites-enabled/shop:2: server`.
    fileprivate var place: String {
        guard let end = detail.firstRange(of: ": ") else { return detail }
        return String(detail[..<end.lowerBound])
    }
}
