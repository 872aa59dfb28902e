internal import DependencyGraph
internal import Estate

/// Checks each application as a whole after everything that it needs has been verified.
struct ApplicationSteps: Transform {
    static let name = "applications"
    static let recipe = "application"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        let graph = DependencyGraph(estate: draft.input.estate)
        var count = 0
        for application in draft.input.applications.sorted(by: { $0.name < $1.name }) {
            let scope = graph.closure(of: application.entries)
            let needed = lastSteps(of: scope, draft)
            guard !needed.isEmpty, isWhole(scope, draft) else { continue }
            draft.lastSteps[application.name] = needed
            if application.checks.isEmpty {
                draft.addGap(
                    application.name, "Nobody said how to check it as a whole; only its services are verified.")
            }
            for (number, check) in application.checks.enumerated() {
                let suffix = application.checks.count > 1 ? "/\(number + 1)" : ""
                let id = StepID("verify/\(application.name)\(suffix)")
                try add(id, check, of: application, after: needed, to: &draft)
                draft.lastSteps[application.name, default: []].append(id)
                count += 1
            }
        }
        return "\(count) checks of applications close the plan"
    }

    /// Whether everything in `scope` either comes back or still stands; a check of less could only fail.
    private func isWhole(_ scope: [AssetID], _ draft: PlanDraft) -> Bool {
        scope.allSatisfy { id in
            guard let host = draft.input.estate.host(of: id) else { return true }
            return draft.input.survivors.contains(host) || draft.hosts.binarySearch(host)
        }
    }

    /// The verifications and restores of `scope` that nothing else in it waits for: after them, all of it is done.
    private func lastSteps(of scope: [AssetID], _ draft: PlanDraft) -> [StepID] {
        var awaited: Set<StepID> = []
        for asset in scope {
            guard let number = draft.numbers[StepID("start", asset)] else { continue }
            awaited.formUnion(draft.plan.steps[number].needs.map(\.step))
        }
        return
            scope
            .flatMap { [StepID("restore-files", $0), StepID("verify", $0), StepID("verify-full", $0)] }
            .filter { draft.contains($0) && !awaited.contains($0) }
    }

    private func add(
        _ id: StepID, _ check: ApplicationCheck, of application: PlannedApplication, after needed: [StepID],
        to draft: inout PlanDraft
    ) throws(PlanRefusal) {
        guard draft.input.estate.asset(check.from)?.kind == .host else { throw Self.noHost(application, check) }
        let body =
            NamedBody(draft.input.recipes[Self.recipe], "verify")
            ?? NamedBody(name: "\(Self.recipe)/verify", body: applicationCheckBody)
        let values = [
            ("GU_HOST", check.from.text), ("GU_APPLICATION", application.name), ("GU_URL", check.url),
            ("GU_EXPECT", check.expect ?? ""), ("GU_LOGIN_URL", check.loginURL ?? ""), ("GU_USER", check.user ?? ""),
        ]
        let secrets = check.password.map { [SecretReference(name: "GU_PASSWORD", reference: $0)] } ?? []
        let step = Step(
            id, title: "Check that \(application.name) serves, from \(check.from)",
            asset: application.entries.first ?? check.from, target: check.from, body: body,
            parameters: values.map { Parameter(name: $0.0, value: $0.1) }, secrets: secrets,
            why: "\(application.name) is back when it answers as a whole.")
        draft.add(step, body)
        draft.add(need: draft.ready(check.from), to: id, why: "\(check.from) sends the requests.")
        for step in needed { draft.add(need: step, to: id, why: "\(application.name) needs it.") }
    }

    private static func noHost(_ application: PlannedApplication, _ check: ApplicationCheck) -> PlanRefusal {
        PlanRefusal([
            PlanRefusal.Reason(
                subject: application.name, explanation: "Its check is sent from \(check.from), which is no known host.",
                hint: "Name one of the estate's hosts in `from`.")
        ])
    }
}
