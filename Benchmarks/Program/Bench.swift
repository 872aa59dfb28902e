internal import ArgumentParser

/// `groundup-bench`: what the core computes, measured on instances with known answers.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groundup-bench",
        abstract:
            "Measure what groundup computes and carries out: schedules, circular needs, graphs, plans, runs, data health.",
        subcommands: [
            CoverageBenchmark.self, ListingBenchmark.self, CyclesBenchmark.self, EstateBenchmark.self,
            GraphBenchmark.self,
            GraphEstateBenchmark.self, HealthBenchmark.self, PlanBenchmark.self, PointChoiceBenchmark.self,
            RunBenchmark.self, RunSupervisor.self, ScheduleBenchmark.self, ScheduleReplan.self,
        ])
}
