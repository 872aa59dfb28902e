package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a runbook for people: one page that needs nothing from elsewhere, to read on a screen or on paper.
///
/// It has no scripts. Its only style is named by its hash in the page's own policy, so that a browser runs and loads nothing
/// that data might have smuggled in.
package struct HTMLEmitter: Emitter {
    package let format = "html"

    package init() {}

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let drawn = try DrawnPlan(plan)
        let overview = OverviewSections(plan: plan, digest: digest, drawn: drawn)
        let steps = StepSections(plan: plan, drawn: drawn)
        let title = MarkupText.escaped("Restoration of \(plan.estate)")
        let text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(PageStyle.hash)'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(PageStyle.text)</style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            \(overview.html)
            \(steps.html)
            </main>
            </body>
            </html>

            """
        return [EmittedFile(name: "restore.html", contents: text)]
    }
}
