internal import Estate

/// Does what the incident asks for besides bringing things back: credentials are renewed, a person's accounts locked.
struct IncidentMeasures: Transform {
    static let name = "incident"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let incident = draft.input.incident
        let policy = draft.policy
        if policy.needsTime, incident.compromisedAt == nil { draft.refusals.append(Self.noTime) }
        if policy.isolation != .any { addExposedHosts(to: &draft) }
        var done = [String(incident.kind.rawValue)]
        if policy.renewsCredentials { done.append("\(renewCredentials(&draft)) services renew their credentials") }
        if policy.locksPerson { done.append(lock(incident.person, &draft)) }
        return done.joined(separator: "; ")
    }

    private func addExposedHosts(to draft: inout PlanDraft) {
        let exposed = draft.hosts.filter { !draft.input.isolated.contains($0) }
        guard !exposed.isEmpty else { return }
        let names = exposed.prefix(6).map(\.text).joined(separator: ", ")
        let more = exposed.count > 6 ? " and \(exposed.count - 6) more" : ""
        let reason =
            "\(names)\(more) are rebuilt on a target that is not marked as isolated: who got in before may reach them."
        guard draft.policy.isolation == .required else { return draft.addGap("isolation", reason) }
        draft.refusals.append(
            PlanRefusal.Reason(
                subject: "isolation", explanation: reason,
                hint: "Name an isolated target with --target; the configuration requires one for this incident."))
    }

    /// Each service with a recipe for it renews its keys once it works; those of others are named.
    private func renewCredentials(_ draft: inout PlanDraft) -> Int {
        var renewed = 0
        for host in draft.hosts {
            for service in draft.services[host, default: []] {
                guard let body = NamedBody(draft.input.recipe(of: service), "renew-credentials") else { continue }
                let id = StepID("renew-credentials", service.id)
                draft.add(
                    Step(
                        id, title: "Renew the credentials of \(service.id.name) on \(host)", asset: service.id,
                        target: host, body: body, parameters: draft.parameters(of: service, on: host),
                        why: "Whoever got in may hold the old ones."), body)
                draft.add(need: StepID("verify", service.id), to: id, why: "It has to work first.")
                draft.add(need: StepID("verify-full", service.id), to: id, why: "It has to work in full first.")
                draft.add(need: id, to: StepID("finish", host), why: "\(host) is finished with new credentials only.")
                renewed += 1
            }
        }
        draft.addGap(
            "credentials",
            "Passwords of people and of applications, and keys kept in data, are those from before the attack; "
                + "their owners have to renew them.")
        return renewed
    }

    private func lock(_ person: String?, _ draft: inout PlanDraft) -> String {
        guard let person else {
            draft.refusals.append(Self.nobody)
            return "nobody is named"
        }
        var count = 0
        for host in draft.hosts {
            let hasAccount = draft.input.estate.profiles[host]?.users.contains { $0.name == person } == true
            if hasAccount { count += lock(person, host, draft.owners[host], &draft) ? 1 : 0 }
            for service in draft.services[host, default: []] {
                count += lock(person, in: service, host, &draft) ? 1 : 0
            }
        }
        if count == 0 {
            draft.addGap("account \(person)", "No host of this plan has it, and no directory in it can lock it.")
        }
        return "the account \(person) is locked in \(count) places"
    }

    private func lock(_ person: String, _ host: AssetID, _ accounts: StepID?, _ draft: inout PlanDraft) -> Bool {
        guard let body = NamedBody(draft.input.recipes[HostSteps.recipe], "lock-person") else { return false }
        let id = StepID("lock-person", host)
        add(id, "Lock the account of a person on \(host)", person, asset: host, host, body, [], &draft)
        draft.add(need: accounts ?? draft.ready(host), to: id, why: "The account has to exist.")
        draft.add(need: StepID("configure", host), to: id, why: "Keys that let the person in come back with it.")
        for service in draft.services[host, default: []] {
            draft.add(need: id, to: StepID("start", service.id), why: "The person must not come in again.")
        }
        return true
    }

    private func lock(_ person: String, in service: Asset, _ host: AssetID, _ draft: inout PlanDraft) -> Bool {
        guard let body = NamedBody(draft.input.recipe(of: service), "lock-person") else { return false }
        let id = StepID("lock-person", service.id)
        let parameters = draft.parameters(of: service, on: host).filter { $0.name != "GU_HOST" }
        add(
            id, "Lock the account of a person in \(service.id)", person, asset: service.id, host, body, parameters,
            &draft)
        draft.add(need: StepID("start", service.id), to: id, why: "It has to run.")
        draft.add(need: id, to: StepID("verify", service.id), why: "Nobody may use it before the account is locked.")
        return true
    }

    private func add(
        _ id: StepID, _ title: String, _ person: String, asset: AssetID, _ host: AssetID, _ body: NamedBody,
        _ parameters: [Parameter], _ draft: inout PlanDraft
    ) {
        let own = [Parameter(name: "GU_HOST", value: host.text), Parameter(name: "GU_PERSON", value: person)]
        draft.add(
            Step(
                id, title: title, asset: asset, target: host, body: body, parameters: parameters + own,
                why: "\(person) did harm."), body)
        draft.add(need: id, to: StepID("finish", host), why: "\(host) is finished when the person is locked out.")
    }

    private static let noTime = PlanRefusal.Reason(
        subject: "attack", explanation: "Nobody said when the attacker got in, so no restore point can be trusted.",
        hint: "Give the time with --before, as the security team sees it.")

    private static let nobody = PlanRefusal.Reason(
        subject: "malfeasance", explanation: "Nobody said whose accounts are to be locked.",
        hint: "Name the account with --person.")
}
