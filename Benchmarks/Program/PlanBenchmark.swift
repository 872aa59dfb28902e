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
        let input = SyntheticEstate(assets: assets, dependencies: dependencies).input
        let clock = ContinuousClock()
        let start = clock.now
        let before = Usage.processorSeconds
        let plan = try Planner().plan(input)
        let seconds = clock.now - start
        let processor = Int((Usage.processorSeconds - before) * 100)
        print("assets \(input.estate.assets.count), dependencies \(input.estate.dependencies.count)")
        print("steps \(plan.steps.count), needs \(plan.steps.reduce(0) { $0 + $1.needs.count })")
        print(
            "planned in \(seconds), \(processor / 100).\(processor % 100 / 10)\(processor % 10) s CPU, "
                + "peak memory \(Usage.peakMegabytes) MB")
        for entry in plan.trace { print("  \(entry.transform): \(entry.result)".prefix(200)) }
    }
}
