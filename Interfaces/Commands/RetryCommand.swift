internal import ArgumentParser
internal import Contracts

/// `groundup retry STEP`: tries a failed step again while the rest of the run goes on.
struct RetryCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try a failed step again while its run goes on; what was skipped because of it waits again.",
        discussion: """
            When the run has ended, 'groundup resume' tries every failed step again.

            Examples:
              groundup retry verify/app1/order-service --as alice@corp.example --because 'firewall opened'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step.") var step: String
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws { try await options.ask(.retry, step, because: because, common) }
}
