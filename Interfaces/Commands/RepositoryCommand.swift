internal import ArgumentParser

/// `groundup repository`: backup repositories as their engines see them.
struct RepositoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repository",
        abstract: "Show what a backup repository holds, or look whether it is whole, as deep as its engine can.",
        discussion: """
            Examples:
              groundup repository show shop
              groundup repository verify shop --depth bytes
            """,
        subcommands: [RepositoryShowCommand.self, RepositoryVerifyCommand.self])
}
