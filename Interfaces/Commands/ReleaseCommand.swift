internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RecoveryPlan

/// `groundup release STEP`: lets a run go on that waits for a person.
struct ReleaseCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Let a step go on that waits for a person.",
        discussion: """
            A plan made with '--hold' waits before the assets that it names. Who released it, and why, is kept in the log of \
            the step.

            Examples:
              groundup release hold/db1/postgresql --as alice@corp.example --because 'ledger checked'
              groundup release hold/db1/postgresql --run 20261124T213000-4f2a9c01 --as alice --because 'ledger checked'
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The step, such as hold/db1/postgresql.") var step: String
    @Option(name: .long, help: "The run; the newest that has not ended when absent.") var run: String?
    @Option(name: .customLong("as"), help: ArgumentHelp("Who releases it.", valueName: "name")) var name: String
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws {
        let workplace = try common.workplace()
        let released = try await workplace.release(
            StepID(step), in: try run.map(runID), note: "\(printable(name)): \(printable(because))")
        Console.data("\(step) of run \(released) goes on.")
    }
}
