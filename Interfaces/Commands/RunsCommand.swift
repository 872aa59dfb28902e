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
        let workplace = try common.workplace()
        let runs = try await workplace.journal.runs()
        switch output {
        case .json: Console.data(.array(runs.map(json)))
        case .table:
            var table = TextTable("RUN", "PLAN", "OPENED", "OUTCOME")
            for run in runs {
                table.add(
                    run.id.text, String(run.planDigest.prefix(12)), timestamp(run.openedAt),
                    run.outcome ?? unfinished(run, workplace.clock.now()))
            }
            Console.data(table.text)
        }
    }

    private func unfinished(_ run: RunRecord, _ now: Instant) -> String {
        let silence = run.lastSeenAt.map { now.seconds(since: $0) }
        if let silence, silence <= Workplace.silence { return "running, seen \(max(0, silence)) s ago" }
        return "unfinished: continue with 'groundup resume \(run.id)'"
    }

    private func json(_ run: RunRecord) -> JSONValue {
        .record([
            "run": .string(run.id.text), "plan": .string(run.planDigest), "openedAt": .integer(run.openedAt.seconds),
            "finishedAt": run.finishedAt.map { .integer($0.seconds) }, "outcome": .optional(run.outcome),
            "lastSeenAt": run.lastSeenAt.map { .integer($0.seconds) },
        ])
    }
}
