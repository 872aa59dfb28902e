internal import ArgumentParser

/// `groundup-bench`: what the core computes, measured on instances with known answers.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groundup-bench",
        abstract: "Measure what groundup computes: schedules, circular needs, graphs, plans.",
        subcommands: [
            CyclesBenchmark.self, EstateBenchmark.self, GraphBenchmark.self, GraphEstateBenchmark.self,
            PlanBenchmark.self, ScheduleBenchmark.self, ScheduleReplan.self,
        ])
}
