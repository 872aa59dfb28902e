internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RecoveryPlan

/// `groundup report`: what a run did and what came back.
struct ReportCommand: AsyncParsableCommand {
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case html
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what a run did, what came back and what did not, predicted and measured.",
        discussion: """
            Examples:
              groundup report
              groundup report -o html > report.html
              groundup report 20261123T213000-4f2a9c01 -o json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The run; the newest when absent.") var name: String?
    @Option(name: .shortAndLong, help: "table, json or html.")
    var output = Output.table

    func run() async throws {
        let workplace = try common.workplace()
        let report = try await RunReport(try name.map(runID), in: workplace)
        switch output {
        case .table: Console.data(ReportView(report).text)
        case .json: Console.data(ReportView(report).json)
        case .html:
            let estate = try await workplace.newestEstate(report.plan.estateDigest).estate
            Console.data(ReportPage(report, estate: estate, recipes: workplace.recipes).html)
        }
    }
}

/// A run's name from the command line.
func runID(_ text: String) throws -> RunID {
    guard let id = RunID(text) else {
        throw GroundupError(.usage, "'\(printable(text))' is no run.", hint: "'groundup runs' lists runs.")
    }
    return id
}
