internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// The steps: a table to see all of them in time, each with its reasons and values, and the bodies that they run.
struct StepSections {
    let plan: Plan
    let drawn: DrawnPlan
    private let bodyNumbers: [String: Int]

    init(plan: Plan, drawn: DrawnPlan) {
        self.plan = plan
        self.drawn = drawn
        let names = Set(plan.steps.map(\.body)).sorted()
        bodyNumbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    var html: String {
        """
        <h2>In time</h2>
        <p>In the order in which steps are expected to start. Those marked ● decide how long it all takes.</p>
        \(timetable)
        <h2>Steps</h2>
        <p>On a host, work as root. Set <code>GU_RUN</code> everywhere to one name for the whole restoration, such as \
        <code>by-hand-1</code>; on the controller also <code>GU_SSH</code> to a program that runs ssh, and \
        <code>GU_SCRATCH</code> to an empty folder of your own. Set the values, then run the body in the same shell.</p>
        \(drawn.items.map(section).joined(separator: "\n"))
        <h2>Bodies</h2>
        \(bodies)
        """
    }

    private var timetable: String {
        let rows = drawn.items.map { item in
            let start = item.start * 300 / drawn.end
            let width = max(2, (item.finish - item.start) * 300 / drawn.end)
            return """
                <tr><td>☐</td><td><a href="#step-\(item.number + 1)">\(escaped(item.step.id.text))</a></td>\
                <td>\(item.isCritical ? "●" : "")</td><td>\(PeopleText.duration(item.start))</td>\
                <td><svg class="bar" viewBox="0 0 300 12" width="300" height="12" aria-hidden="true">\
                <rect class="track" width="300" height="12"/><rect\(item.isCritical ? " class=\"critical\"" : "") \
                x="\(min(start, 298))" width="\(width)" height="12"/></svg></td>\
                <td>\(PeopleText.duration(item.finish - item.start))</td></tr>
                """
        }
        return """
            <table class="time">
            <thead><tr><th scope="col">Done</th><th scope="col">Step</th><th scope="col">●</th><th scope="col">Starts after</th>\
            <th scope="col"></th><th scope="col">Takes</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func section(_ item: DrawnPlan.Item) -> String {
        let step = item.step
        let place =
            step.place == .controller ? "on the controller" : "on <code>\(escaped(step.target.text))</code> as root"
        let needs = item.needs.map { number in
            let other = drawn.items[number].step.id
            let why = step.needs.filter { $0.step == other }.map { escaped($0.why) }.joined(separator: " ")
            return "<li>needs <a href=\"#step-\(number + 1)\">\(escaped(other.text))</a>: \(why)</li>"
        }
        return """
            <section class="step" id="step-\(item.number + 1)">
            <h3>☐ \(item.number + 1). \(escaped(step.title))</h3>
            <p><code>\(escaped(step.id.text))</code>, \(place), about \(PeopleText.duration(step.estimate.seconds)) \
            (\(escaped(step.estimate.basis))), given up after \(PeopleText.duration(step.timeout))\
            \(step.attempts > 1 ? ", tried \(step.attempts) times" : "")\(item.isCritical ? " ●" : "")</p>
            <ul><li>why: \(escaped(step.why))</li>\(needs.joined())</ul>
            \(values(step))<p>Then the body <a href="#body-\(bodyNumbers[step.body] ?? 0)">\(escaped(step.body))</a>.</p>
            </section>
            """
    }

    private func values(_ step: Step) -> String {
        var lines = step.parameters.map { "export \($0.name)=\(shellQuoted($0.value))\n" }
        lines += step.secrets.map {
            "export \($0.name)=  # the path of a file that holds \(ShellText.oneLine($0.reference))\n"
        }
        guard !lines.isEmpty else { return "" }
        let hidden = step.parameters.contains { MarkupText.hasHidden($0.value) }
        let note =
            hidden
            ? "<p>Some of these values have characters that cannot be shown; use another form of the plan.</p>\n" : ""
        // Lists of packages are long and narrow: paper has room for three beside each other.
        let text = lines.joined()
        let kind = text.utf8.count { $0 == UInt8(ascii: "\n") } > 30 ? " class=\"long\"" : ""
        return "<pre\(kind)>\(MarkupText.escaped(text, keepsLines: true))</pre>\n\(note)"
    }

    private var bodies: String {
        bodyNumbers.sorted { $0.value < $1.value }.map { name, number in
            """
            <section id="body-\(number)">
            <h3>\(escaped(name))</h3>
            <pre>\(MarkupText.escaped(plan.bodies[name] ?? "", keepsLines: true))</pre>
            </section>
            """
        }.joined(separator: "\n")
    }

    private func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}
