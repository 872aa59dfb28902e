internal import ArgumentParser
internal import Contracts

/// `groundup skip STEP`: goes on without a step.
struct SkipCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Go on without a step: what needs it starts as though it were done.",
        discussion: """
            A run that goes on without a step never ends as succeeded, and its report names the step, who decided, and why.

            Examples:
              groundup skip renew-credentials/dc1/samba-ad-dc --as bob@corp.example --because 'done by hand on Monday'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step; it must not run.") var step: String
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws { try await options.ask(.skip, step, because: because, common) }
}
