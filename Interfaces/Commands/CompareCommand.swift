internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Orchestration

/// `groundup compare`: the estate as it is now against a stored one.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Discover again and compare with a stored estate: services, listeners, dependencies, data.",
        discussion: """
            Exits with 3 when something of the stored estate is missing or different.

            Examples:
              groundup compare
              groundup compare 3fa2c1d9 --host db1 --host app1
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The beginning of an estate's digest; the newest when absent.") var estate: String?
    @Option(name: .long, help: "Compare only this host; may be given several times.") var host: [String] = []
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let original = try await workplace.newestEstate(estate).estate
        let hosts = host.isEmpty ? Set(original.hosts.map(\.id)) : Set(host.map(AssetID.init))
        let (comparison, _) = try await Rediscovery(workplace).compare(with: original, hosts: hosts)
        switch output {
        case .json: Console.data(ComparisonView(comparison).json)
        case .table: Console.data(ComparisonView(comparison).text)
        }
        guard comparison.isComplete else { throw ExitCode(ErrorCode.difference.exitStatus) }
    }
}
