internal import Estate

/// Builds each host up to its packages and accounts: image, provision, media, install, patch, accounts; and finish.
///
/// The target says how a bare operating system comes to stand; the recipe `debian-host` says the rest.
struct HostSteps: Transform {
    static let name = "host-steps"
    static let recipe = "debian-host"
    /// Steps of the recipe before the configuration comes back, in order.
    static let before = ["media", "install", "patch", "accounts"]

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        guard !draft.policy.restoresInPlace else { return "every host stands; none is built" }
        guard let recipe = draft.input.recipes[Self.recipe] else { throw Self.noRecipe }
        var shared: [SharedStep: StepID] = [:]
        for host in draft.hosts {
            let profile = try profile(of: host, draft.input)
            var previous = try addTargetSteps(of: host, shared: &shared, to: &draft)
            let parameters = HostParameters(host, profile, draft.input)
            for action in Self.before {
                guard let body = NamedBody(recipe, action) else { continue }
                previous = add(action, body, parameters, after: previous, to: &draft)
            }
            draft.lastPreparation[host] = previous
            draft.owners[host] = previous
            if let body = NamedBody(recipe, "finish") {
                _ = add("finish", body, parameters, after: previous, to: &draft)
            }
        }
        addPackageGaps(of: draft.hosts, to: &draft)
        return "\(draft.hosts.count) hosts are built by their targets and the recipe \(Self.recipe)"
    }

    private func profile(of host: AssetID, _ input: PlanningInput) throws(PlanRefusal) -> HostProfile {
        if let profile = input.rebuiltProfile(of: host) { return profile }
        throw PlanRefusal([
            PlanRefusal.Reason(
                subject: host.text, explanation: "Nobody has seen what \(host) consists of, so it cannot be rebuilt.",
                hint: "Discover it while it stands, or name it as a survivor.")
        ])
    }

    private func addTargetSteps(
        of host: AssetID, shared: inout [SharedStep: StepID], to draft: inout PlanDraft
    ) throws(PlanRefusal) -> StepID {
        guard let steps = draft.input.targetSteps[host], !steps.isEmpty else {
            throw PlanRefusal([
                PlanRefusal.Reason(
                    subject: host.text, explanation: "No target says where it is rebuilt.",
                    hint: "Give the host a target in the configuration.")
            ])
        }
        if draft.policy.keepsForensicCopies, !steps.contains(where: { $0.action == "preserve" }) {
            draft.addGap(
                "\(host) forensic copy",
                "Its target cannot keep what is left of the old host; copy it before it is gone.")
        }
        var previous: StepID?
        for step in steps {
            let id = step.isShared ? sharedID(step, &shared, draft) : StepID(step.action, host)
            let title = "\(titles[step.action] ?? step.action) \(step.isShared ? "all hosts" : host.text)"
            let asset = step.isShared ? AssetID("all") : host
            draft.add(
                Step(
                    id, title: title, asset: asset, target: asset, body: step.body, parameters: step.parameters,
                    why: step.isShared ? "Hosts are rebuilt from it." : "\(host) is rebuilt."), step.body)
            if let previous { draft.add(need: previous, to: id, why: "The target makes one after the other.") }
            previous = id
        }
        return previous ?? StepID("provision", host)
    }

    /// One id for all hosts that share exactly the same step; another number when they differ.
    private func sharedID(
        _ step: PlannedTargetStep, _ shared: inout [SharedStep: StepID], _ draft: PlanDraft
    ) -> StepID {
        let key = SharedStep(action: step.action, body: step.body.name, parameters: step.parameters)
        if let id = shared[key] { return id }
        var id = StepID("\(step.action)/all")
        var number = 2
        while draft.contains(id) {
            id = StepID("\(step.action)/all-\(number)")
            number += 1
        }
        shared[key] = id
        return id
    }

    private func add(
        _ action: String, _ body: NamedBody, _ parameters: HostParameters, after previous: StepID,
        to draft: inout PlanDraft
    ) -> StepID {
        let id = StepID(action, parameters.host)
        draft.add(
            Step(
                id, title: "\(titles[action] ?? action) \(parameters.host)", asset: parameters.host,
                target: parameters.host, body: body, parameters: parameters.all(for: body),
                why: "\(parameters.host) is rebuilt."), body)
        draft.add(need: previous, to: id, why: "A host is built one step after the other.")
        return id
    }

    /// Names packages that nobody is known to offer; hosts of which next to nothing is known are named together.
    private func addPackageGaps(of hosts: [AssetID], to draft: inout PlanDraft) {
        var ignorant: [AssetID] = []
        for host in hosts {
            let packages = draft.input.estate.profiles[host]?.packages ?? []
            let known = packages.count { $0.origin != nil || draft.input.mediaPackages.contains($0.name) }
            // A host that was installed from media knows no archive, and before the depot is filled nobody does.
            guard 2 * known >= packages.count else {
                ignorant.append(host)
                continue
            }
            let lost = packages.filter {
                $0.isManual && $0.origin == nil && !draft.input.mediaPackages.contains($0.name)
            }
            for package in lost {
                draft.addGap(
                    "\(host) package \(package.name)",
                    "No archive is known to offer version \(package.version), and the configuration names no media for it."
                )
            }
        }
        guard !ignorant.isEmpty else { return }
        let names = ignorant.prefix(6).map(\.text).joined(separator: ", ")
        let more = ignorant.count > 6 ? " and \(ignorant.count - 6) more" : ""
        draft.addGap(
            "packages",
            "\(names)\(more) know no archive; whether the depot holds what they need shows when it is filled.")
    }

    private static let noRecipe = PlanRefusal([
        PlanRefusal.Reason(
            subject: recipe, explanation: "There is no recipe of this name, so no host can be installed.",
            hint: "Add Recipes/\(recipe).yaml.")
    ])
}

/// What makes two shared steps the same.
private struct SharedStep: Hashable {
    let action: String
    let body: String
    let parameters: [Parameter]
}

private let titles = [
    "image": "Build the base image for", "preserve": "Keep what is left of", "provision": "Provision",
    "media": "Bring verified packages to",
    "install": "Install the packages of", "patch": "Patch", "accounts": "Create the accounts of", "finish": "Finish",
]
