internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// The steps in waves: everything in a wave needs only what stands in earlier ones.
///
/// Waves are for reading. A step may start as soon as its own needs are done, whatever else its wave waits for.
struct Waves {
    let text: String

    init(_ plan: Plan) {
        let waves = Self.waves(plan)
        let critical = Set(plan.schedule.filter(\.isCritical).map(\.step))
        var text = """
            ## Steps

            Steps of one wave do not wait for each other. Run a step's block in a shell, then its body in the same shell: \
            on the host as root, or on the controller where it says so. Everywhere set `GU_RUN` to one name for the whole \
            restoration, such as `by-hand-1`; on the controller also `GU_SSH` to a program that runs `ssh`, and \
            `GU_SCRATCH` to an empty folder of your own. \
            Steps marked ● decide how long it all takes.

            """
        for (number, steps) in waves.enumerated() {
            text += "\n### Wave \(number + 1)\n\n"
            for step in steps { text += Self.describe(step, isCritical: critical.contains(step.id)) }
        }
        self.text = text
    }

    /// Numbers each step by the longest chain of needs before it.
    private static func waves(_ plan: Plan) -> [[Step]] {
        var numbers: [StepID: Int] = [:]
        for (number, step) in plan.steps.enumerated() { numbers[step.id] = number }
        let needs = plan.steps.map { $0.needs.compactMap { numbers[$0.step] } }
        var open = needs.map(\.count)
        var followers = [[Int]](repeating: [], count: plan.steps.count)
        for (step, list) in needs.enumerated() {
            for need in list { followers[need].append(step) }
        }
        var wave = open.indices.filter { open[$0] == 0 }
        var waves: [[Step]] = []
        while !wave.isEmpty {
            waves.append(wave.sorted().map { plan.steps[$0] })
            var next: [Int] = []
            for follower in wave.flatMap({ followers[$0] }) {
                open[follower] -= 1
                if open[follower] == 0 { next.append(follower) }
            }
            wave = next
        }
        return waves
    }

    private static func describe(_ step: Step, isCritical: Bool) -> String {
        let place =
            step.place == .controller ? "on the controller" : "on \(MarkdownText.code(step.target.text)) as root"
        var text =
            "- [ ] **\(MarkdownText.code(step.id.text))**\(isCritical ? " ●" : "") "
            + "\(MarkdownText.plain(step.title)), \(place), about \(PeopleText.duration(step.estimate.seconds)) "
            + "(\(MarkdownText.plain(step.estimate.basis))), given up after \(PeopleText.duration(step.timeout))\n"
        text += "  - why: \(MarkdownText.plain(step.why))\n"
        for need in step.needs {
            text += "  - needs \(MarkdownText.code(need.step.text)): \(MarkdownText.plain(need.why))\n"
        }
        // Not indented: values of several lines have to be copied as they are.
        text += "\n\(commands(step))\n"
        return text
    }

    private static func commands(_ step: Step) -> String {
        var lines = step.parameters.map { "export \($0.name)=\(shellQuoted($0.value))\n" }
        lines += step.secrets.map { "export \($0.name)=  # the path of a file that holds the secret\n" }
        return "\(MarkdownText.block(lines.joined(), "sh"))\nThen the body \(MarkdownText.code(step.body)).\n"
    }
}
