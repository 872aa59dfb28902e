internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RecoveryPlan

/// `groundup step RUN STEP`: runs one step of a run, for engines that keep the order themselves.
struct StepCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Run one step of an opened run, for make, Airflow or any other engine that keeps the order.",
        discussion: """
            The run is opened by 'groundup restore PLAN --open'. Everything that a run promises holds: the plan has to be \
            approved, what the step needs has to be done, a step that was killed is taken up where it is, and one that has \
            succeeded is not run again. 'groundup resume RUN' afterwards finishes what is left and compares.

            Exits with 0 when the step is done, 14 when it failed or what it needs is not done.

            Examples:
              groundup step 20261124T213000-4f2a9c01 provision/db1
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The run.") var name: String
    @Argument(help: "The step.") var step: String

    func run() async throws {
        let run = try runID(name)
        guard let result = try await common.workplace().perform(StepID(step), of: run) else {
            return Console.message("\(step) was done before.")
        }
        for line in result.lastLines { Console.message(printable(line)) }
        guard result.outcome == .succeeded else {
            throw GroundupError(
                .runFailed, "\(step) of run \(run) failed: \(ProgressLines.words(result.outcome)).",
                hint: "When the cause is gone, run it again.")
        }
    }
}
