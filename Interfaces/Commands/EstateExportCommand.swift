internal import ArgumentParser
internal import Contracts
internal import Orchestration

/// `groundup estate export`: the exact bytes of an estate.
struct EstateExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write an estate to standard output, exactly as it is stored: its SHA-256 is its digest.",
        discussion: """
            It holds names, addresses, packages and accounts of all hosts, but no secret; keep it as you keep those.

            Examples:
              groundup estate export > estate.json
              groundup estate export 4f2a9c > estate.json && sha256sum estate.json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The digest or a beginning of it; the newest estate when absent.")
    var digest: String?

    func run() async throws {
        let document = try await EstateTransfer(common.workplace()).export(digest)
        Console.data(document.bytes)
        Console.message("estate \(document.digest.prefix(12)): \(document.bytes.count) bytes")
    }
}
