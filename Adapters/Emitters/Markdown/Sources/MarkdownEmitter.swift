package import Contracts
internal import Estate
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a runbook for people: what it needs, in which order, what to run and how to check it.
package struct MarkdownEmitter: Emitter {
    package let format = "markdown"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let sections = [
            overview(plan, digest), requirements(plan), gaps(plan), bootstraps(plan), restorePoints(plan),
            Waves(plan).text, bodies(plan), trace(plan),
        ]
        return [EmittedFile(name: "restore.md", contents: sections.filter { !$0.isEmpty }.joined(separator: "\n"))]
    }

    private func overview(_ plan: Plan, _ digest: String) -> String {
        let hosts = Set(plan.steps.map(\.target.text)).subtracting(["all"]).sorted()
        let total = plan.steps.reduce(0) { $0 + $1.estimate.seconds }
        return """
            # Restoration of \(MarkdownText.plain(plan.estate))

            - Scope: \(plan.scope.map(MarkdownText.plain).joined(separator: ", "))
            - Hosts: \(hosts.map(MarkdownText.code).joined(separator: ", "))
            - Data as of \(PeopleText.time(plan.asOf))
            - Predicted: \(PeopleText.duration(plan.makespan)) for \(plan.steps.count) steps; \
            \(PeopleText.duration(total)) one after the other
            - Plan \(MarkdownText.code(digest)), made from estate \(MarkdownText.code(plan.estateDigest))

            Every step may be run again after it failed or was interrupted. The same plan as a script: \
            `groundup plan --emit bash`.

            """
    }

    private func requirements(_ plan: Plan) -> String {
        let secrets = Set(plan.steps.flatMap(\.secrets)).sorted()
        var text = "## What you need\n\n"
        text += "- a controller with `sh`, `ssh` and a key that the hosts accept for root\n"
        for secret in Set(secrets.map(\.reference)).sorted() {
            text += "- the secret \(MarkdownText.code(secret)), in a file that only you can read\n"
        }
        for repository in Set(plan.restorePoints.map(\.repository)).sorted() {
            text += "- the repository \(MarkdownText.code(repository)), readable from the controller\n"
        }
        for capacity in plan.capacities {
            text += "- at most \(capacity.units) steps at once that use \(MarkdownText.code(capacity.name))\n"
        }
        return text
    }

    private func gaps(_ plan: Plan) -> String {
        guard !plan.gaps.isEmpty else { return "## What does not come back\n\nNothing that is known of.\n" }
        let lines = plan.gaps.map { "- \(MarkdownText.code($0.subject)): \(MarkdownText.plain($0.reason))\n" }
        return "## What does not come back\n\n\(lines.joined())"
    }

    private func bootstraps(_ plan: Plan) -> String {
        guard !plan.bootstraps.isEmpty else { return "" }
        let lines = plan.bootstraps.map { bootstrap in
            "- \(MarkdownText.code(bootstrap.asset.text)) starts first (\(MarkdownText.code(bootstrap.name))), without "
                + "\(bootstrap.without.map { MarkdownText.code($0.text) }.joined(separator: ", ")). "
                + "\(MarkdownText.plain(bootstrap.why))\n"
        }
        return "## Circular needs\n\n\(lines.joined())"
    }

    private func restorePoints(_ plan: Plan) -> String {
        guard !plan.restorePoints.isEmpty else { return "" }
        let rows = plan.restorePoints.map { point in
            "| \(MarkdownText.code(point.dataset.text)) | \(MarkdownText.code(point.repository)) "
                + "| \(MarkdownText.code(point.point)) | \(PeopleText.time(point.takenAt)) "
                + "| \(MarkdownText.plain(point.why)) |\n"
        }
        return "## Restore points\n\n| Data | Repository | Restore point | Taken | Why this one |\n"
            + "| --- | --- | --- | --- | --- |\n\(rows.joined())"
    }

    private func bodies(_ plan: Plan) -> String {
        let blocks = plan.bodies.sorted { $0.key < $1.key }.map { name, script in
            "### Body \(MarkdownText.code(name))\n\n\(MarkdownText.block(script, "sh"))"
        }
        return "## Bodies\n\n\(blocks.joined(separator: "\n"))"
    }

    private func trace(_ plan: Plan) -> String {
        let lines = plan.trace.map { "1. \(MarkdownText.code($0.transform)): \(MarkdownText.plain($0.result))\n" }
        return "## How this plan was made\n\n\(lines.joined())"
    }
}
