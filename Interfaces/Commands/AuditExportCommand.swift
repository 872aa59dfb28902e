internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Formats
internal import Foundation
internal import Orchestration

/// `groundup audit export`: the whole record as JSON Lines, to be verified anywhere.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole audit record as JSON Lines, with signatures, to be verified anywhere.",
        discussion: """
            The head is signed first, so that the export covers everything.

            Examples:
              groundup audit export -o audit.jsonl
              groundup audit export | ssh auditor 'cat > audit.jsonl'
            """)

    @OptionGroup var place: StateOption
    @Option(name: .shortAndLong, help: ArgumentHelp("The file; standard output when absent.", valueName: "file"))
    var output: String?

    func run() async throws {
        let trail = try Builtins.auditTrail(state: place.state)
        for problem in try await trail.seal() { Console.message("groundup: \(problem)") }
        var bytes: [UInt8] = []
        try await trail.export { bytes += $0 }
        guard let output else { return Console.data(bytes) }
        do {
            try Data(bytes).write(to: URL(filePath: output), options: .atomic)
        } catch {
            throw GroundupError(
                .usage, "'\(printable(output))' could not be written: \(error.localizedDescription).",
                hint: "Name a file in a folder that you may write to.")
        }
        let head = try await trail.log.head()
        Console.message("\(head?.number ?? 0) records written to \(output); its head is \(head?.hash ?? "none").")
    }
}
