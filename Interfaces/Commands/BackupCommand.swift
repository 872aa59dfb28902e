internal import ArgumentParser

/// `groundup backup`: what has to be backed up, and doing it.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Plan the backups of the estate from its dependencies, write them for the tools, and run them.",
        subcommands: [BackupPlanCommand.self, BackupRunCommand.self])
}
