internal import ArgumentParser
internal import Estate
internal import RecoveryPlan

/// `groundup-bench plan`: a made-up estate, planned as a whole.
struct PlanBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan a made-up estate; print how long it took and how much memory it needed.")

    @Argument(help: "How many assets.") var assets = 10_000
    @Argument(help: "How many dependencies.") var dependencies = 100_000

    func run() throws {
        var synthetic = SyntheticEstate()
        let input = synthetic.input(assets: assets, dependencies: dependencies)
        let clock = ContinuousClock()
        let start = clock.now
        let plan = try Planner().plan(input)
        let seconds = clock.now - start
        print("assets \(input.estate.assets.count), dependencies \(input.estate.dependencies.count)")
        print("steps \(plan.steps.count), needs \(plan.steps.reduce(0) { $0 + $1.needs.count })")
        print("planned in \(seconds), peak memory \(Usage.peakMegabytes) MB")
        for entry in plan.trace { print("  \(entry.transform): \(entry.result)".prefix(200)) }
    }
}
