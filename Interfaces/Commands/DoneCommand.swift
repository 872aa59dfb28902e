internal import ArgumentParser
internal import Contracts

/// `groundup done STEP`: a person has done a step by other means.
struct DoneCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "done",
        abstract: "Count a step as done that a person did by other means, with evidence.",
        discussion: """
            Examples:
              groundup done start/web1/nginx --as bob@corp.example --evidence 'curl -I answered 200, ticket 4711'
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: RunRequestOptions
    @Argument(help: "The step; it must not run.") var step: String
    @Option(name: .long, help: ArgumentHelp("How one can see that it is done.", valueName: "text")) var evidence: String

    func run() async throws { try await options.ask(.done, step, because: evidence, common) }
}
