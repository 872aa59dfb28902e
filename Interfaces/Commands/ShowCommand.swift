internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration
internal import Pictures
internal import RecoveryPlan

/// `groundup show PLAN`: a plan explained.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Explain a plan: bootstraps, restore points, steps with their reasons, prediction, approvals.",
        discussion: """
            A plan is named by the beginning of its digest; without one the newest is shown.

            Examples:
              groundup show
              groundup show 3fa2c1d9 --step start/dc1/samba-ad-dc
              groundup show -o json
              groundup show --exact | sha256sum
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The beginning of a plan's digest.") var plan: String?
    @Option(name: .long, help: "Explain one step with its body.") var step: String?
    @Flag(name: .long, help: "Write exactly the bytes whose SHA-256 is the plan's digest, and nothing else.")
    var exact = false
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let stored = try await workplace.storedPlan(plan)
        if exact { return Console.data(stored.bytes) }
        if let step { return try show(step, of: stored.plan) }
        switch output {
        case .json: Console.data(PlanDocument.encode(stored.plan))
        case .table:
            let approvals = try await workplace.approvalState(of: stored)
            Console.data(PlanText(stored.plan, digest: stored.digest, approvals: approvals).text)
        }
    }

    private func show(_ name: String, of plan: Plan) throws {
        guard let step = plan.step(StepID(name)) else {
            throw GroundupError(.usage, "The plan has no step '\(name)'.", hint: "'groundup show' lists its steps.")
        }
        var lines = ["\(step.id): \(printable(step.title))", "why: \(printable(step.why))"]
        lines += step.needs.map { "needs \($0.step): \(printable($0.why))" }
        lines += step.parameters.map { "\($0.name)=\(printable($0.value))" }
        lines += step.secrets.map { "\($0.name) <- \($0.reference)" }
        lines.append(
            "runs on \(step.place.rawValue), about \(duration(step.estimate.seconds)) (\(step.estimate.basis)),")
        lines.append("given up after \(duration(step.timeout)), \(step.attempts) attempt(s)")
        Console.data((lines + ["", plan.bodies[step.body] ?? ""]).joined(separator: "\n"))
    }
}
