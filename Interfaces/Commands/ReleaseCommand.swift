internal import ArgumentParser
internal import Contracts

/// `groundup release [STEP]`: lets a step, or the run, go on that waits for a person.
struct ReleaseCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Let a step, or the run, go on that waits for a person.",
        discussion: """
            A plan made with '--hold' waits before the assets that it names; 'groundup hold' makes other steps wait. Who \
            released what, and why, is recorded.

            Examples:
              groundup release hold/db1/postgresql --as alice@corp.example --because 'ledger checked'
              groundup release --as alice@corp.example --because 'the network is back'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step, such as hold/db1/postgresql; the whole run when absent.") var step: String?
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws { try await options.ask(.release, step, because: because, common) }
}
