internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Formats
internal import Orchestration

/// `groundup kit drift`: what changed since a kit was built.
struct KitDriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Say what changed since a kit was built: estate, plans, restore points, media, approvals.",
        discussion: """
            The kit is verified first. Exits with 2 when something changed.

            Example:
              groundup kit drift kit.tar
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The kit.") var file: String
    @Option(name: .shortAndLong, help: "table or json.") var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let verdict = try await Builtins.kitVerification(key: nil).verdict(on: file)
        try verdict.requireSound()
        let drift = KitDrift(
            workplace, machine: Builtins.kitMachine(sshConfiguration: workplace.configuration.sshConfiguration),
            program: Groundup.version)
        let changes = try await drift.changes(
            since: verdict.manifest, configuration: try Builtins.portableConfiguration(common.config))
        switch output {
        case .json: Console.data(.record(["changes": .strings(changes)]))
        case .table:
            let text = changes.isEmpty ? ["Nothing changed since the kit was built."] : changes
            Console.data(text.map(printable).joined(separator: "\n"))
        }
        guard changes.isEmpty else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }
}
