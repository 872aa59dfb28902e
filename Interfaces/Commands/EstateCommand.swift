internal import ArgumentParser

/// `groundup estate`: estates as documents.
struct EstateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estate",
        abstract:
            "List estates, write one to a file, take one in from a file: across an air gap or to another controller.",
        discussion: """
            Examples:
              groundup estate list
              groundup estate export > estate.json
              groundup estate import estate.json
            """,
        subcommands: [EstateListCommand.self, EstateExportCommand.self, EstateImportCommand.self])
}
