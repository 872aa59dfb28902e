internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup runs`: what was run, and how it ended.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs, newest first.",
        discussion: """
            Examples:
              groundup runs
              groundup runs -o json
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let runs = try await common.workplace().journal.runs()
        switch output {
        case .json: Console.data(.array(runs.map(json)))
        case .table:
            var table = TextTable("RUN", "PLAN", "OPENED", "OUTCOME")
            for run in runs {
                table.add(
                    run.id.text, String(run.planDigest.prefix(12)), timestamp(run.openedAt),
                    run.outcome ?? "unfinished: continue with 'groundup resume \(run.id)'")
            }
            Console.data(table.text)
        }
    }

    private func json(_ run: RunRecord) -> JSONValue {
        .record([
            "run": .string(run.id.text), "plan": .string(run.planDigest), "openedAt": .integer(run.openedAt.seconds),
            "finishedAt": run.finishedAt.map { .integer($0.seconds) }, "outcome": .optional(run.outcome),
        ])
    }
}
