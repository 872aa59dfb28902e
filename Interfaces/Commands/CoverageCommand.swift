internal import ArgumentParser
internal import Assurance
internal import Contracts
internal import Orchestration

/// `groundup coverage`: the estate against what the repositories really hold.
struct CoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Compare the estate with what its backup repositories really hold; list findings with what to do.",
        discussion: """
            Exits with 0 when something was examined and all of it is covered, with 2 when there are findings or nothing \
            could be examined.

            Examples:
              groundup coverage
              groundup coverage -o json | jq '.findings[] | select(.severity == "critical")'
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let report = await AssessCoverage(workplace).report(on: try await workplace.newestEstate().estate)
        switch output {
        case .table: Console.data(CoverageView(report).text)
        case .json: Console.data(CoverageView(report).json)
        }
        guard report.verdict == .covered else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }
}
