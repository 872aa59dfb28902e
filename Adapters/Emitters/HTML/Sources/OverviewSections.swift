internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// What a person has to know before the first step.
struct OverviewSections {
    let plan: Plan
    let digest: String
    let drawn: DrawnPlan

    var html: String {
        [overview, requirements, gaps, bootstraps, restorePoints].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var overview: String {
        let hosts = Set(plan.steps.map(\.target)).subtracting([AssetID("all")]).map(\.text).sorted()
        let total = plan.steps.reduce(0) { $0 + $1.estimate.seconds }
        return """
            <dl>
            <dt>Scope</dt><dd>\(words(plan.scope))</dd>
            <dt>Rebuilds</dt><dd>\(codes(hosts))</dd>
            <dt>Data as of</dt><dd>\(PeopleText.time(plan.asOf))</dd>
            <dt>Predicted</dt><dd>\(PeopleText.duration(plan.makespan)) for \(plan.steps.count) steps; \
            \(PeopleText.duration(total)) one after the other</dd>
            <dt>Plan</dt><dd>\(code(digest)), made from estate \(code(plan.estateDigest))</dd>
            </dl>
            <p>Every step may be run again after it failed or was interrupted. Steps that do not need each other may be done at \
            the same time. Tick a step off when its commands ended without an error.</p>
            """
    }

    private var requirements: String {
        var items = ["a controller with <code>sh</code>, <code>ssh</code> and a key that the hosts accept for root"]
        items += Set(plan.steps.flatMap(\.secrets).map(\.reference)).sorted().map {
            "the secret \(code($0)), in a file that only you can read"
        }
        items += Set(plan.restorePoints.map(\.repository)).sorted().map {
            "the repository \(code($0)), readable from the controller"
        }
        items += plan.capacities.map { "at most \($0.units) steps at once that use \(code($0.name))" }
        return "<h2>What you need</h2>\n\(list(items))"
    }

    private var gaps: String {
        let items = plan.gaps.map { "\(code($0.subject)): \(MarkupText.escaped($0.reason))" }
        return "<h2>What does not come back</h2>\n"
            + (items.isEmpty ? "<p>Nothing that is known of.</p>" : list(items))
    }

    private var bootstraps: String {
        guard !plan.bootstraps.isEmpty else { return "" }
        let items = plan.bootstraps.map { bootstrap in
            "\(code(bootstrap.asset.text)) starts first (\(code(bootstrap.name))), without "
                + "\(codes(bootstrap.without.map(\.text))). \(MarkupText.escaped(bootstrap.why))"
        }
        return "<h2>Circular needs</h2>\n\(list(items))"
    }

    private var restorePoints: String {
        guard !plan.restorePoints.isEmpty else { return "" }
        let rows = plan.restorePoints.map { point in
            "<tr><td>\(code(point.dataset.text))</td><td>\(code(point.repository))</td><td class=\"id\">\(code(point.point))</td>"
                + "<td>\(PeopleText.time(point.takenAt))</td><td>\(MarkupText.escaped(point.why))</td></tr>"
        }
        return """
            <h2>Restore points</h2>
            <table>
            <thead><tr><th scope="col">Data</th><th scope="col">Repository</th><th scope="col">Restore point</th>\
            <th scope="col">Taken</th><th scope="col">Why this one</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func code(_ text: String) -> String { "<code>\(MarkupText.escaped(text))</code>" }

    private func codes(_ texts: [String]) -> String { texts.map(code).joined(separator: ", ") }

    private func words(_ texts: [String]) -> String { texts.map { MarkupText.escaped($0) }.joined(separator: ", ") }

    private func list(_ items: [String]) -> String {
        "<ul>\n\(items.map { "<li>\($0)</li>" }.joined(separator: "\n"))\n</ul>"
    }
}
