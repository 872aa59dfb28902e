internal import ArgumentParser
internal import Contracts

/// `groundup hold [STEP]`: lets a step, or the whole run, wait for a person.
struct HoldCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Let a step that has not started, or the whole run, wait until it is released.",
        discussion: """
            What runs goes on. Without a step nothing more starts until 'groundup release'.

            Examples:
              groundup hold start/db1/postgresql --as alice@corp.example --because 'ledger is being checked'
              groundup hold --as alice@corp.example --because 'the network team needs ten minutes'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step; the whole run when absent.") var step: String?
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws { try await options.ask(.hold, step, because: because, common) }
}
