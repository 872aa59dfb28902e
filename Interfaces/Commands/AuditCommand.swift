internal import ArgumentParser

/// `groundup audit`: the record of everything that was decided and done.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show, export and verify the record of everything that was decided and done.",
        subcommands: [AuditShowCommand.self, AuditExportCommand.self, AuditVerifyCommand.self])
}

/// Where the state lies, for commands that need no configuration.
struct StateOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The folder of groundup's state, or a copy of it.", valueName: "folder"))
    var state = CommonOptions.defaultState
}
