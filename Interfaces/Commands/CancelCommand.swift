internal import ArgumentParser
internal import Contracts

/// `groundup cancel [STEP]`: ends a running step, or gives a run up.
struct CancelCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a running step, or give the whole run up.",
        discussion: """
            An ended step counts as failed and can be tried again. A run that was given up is never resumed; what it did stays \
            as it is, and what it still ran is ended.

            Examples:
              groundup cancel restore-files/db1/var-lib-orders --as alice@corp.example --because 'wrong disk'
              groundup cancel --run 20261124T213000-4f2a9c01 --as alice@corp.example --because 'wrong plan'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step; the whole run when absent.") var step: String?
    @Option(name: .long, help: ArgumentHelp("Why.", valueName: "reason")) var because: String

    func run() async throws { try await options.ask(.cancel, step, because: because, common) }
}
