internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RecoveryPlan

/// `groundup undo STEP`: takes a step back that has a way back.
struct UndoCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take a step back, such as data that was set aside before a restore in place.",
        discussion: """
            Nobody may control the run meanwhile: hold or stop it first. 'groundup show --step STEP' says how a step is taken \
            back; what the restore brought is kept beside it.

            Examples:
              groundup undo set-aside/db1/var-lib-orders --as alice@corp.example --because 'the newer data was right'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step.") var step: String
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws {
        let workplace = try common.workplace()
        let note = "\(printable(options.name)): \(printable(because))"
        let (run, result) = try await workplace.undo(StepID(step), of: try options.run.map(runID), note: note)
        guard result.outcome == .succeeded else {
            throw GroundupError(
                .runFailed, "\(step) of run \(run) could not be taken back: \(ProgressLines.words(result.outcome)).",
                hint: result.lastLines.suffix(5).map(printable).joined(separator: "\n  "))
        }
        Console.data(
            (["\(step) of run \(run) was taken back."] + result.lastLines.map(printable)).joined(separator: "\n"))
    }
}
