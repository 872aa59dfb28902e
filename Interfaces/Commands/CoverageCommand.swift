internal import ArgumentParser
internal import Assurance
internal import Contracts
internal import Orchestration

/// `groundup coverage`: the estate against what the repositories really hold, and against its objectives.
struct CoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Compare the estate with what its backup repositories really hold, and with its objectives.",
        discussion: """
            Every look is remembered in the state: restore points that vanish, gaps and trends are found from the second one \
            on. What each rule looks at, and what is not checked: Documents/Coverage.md.

            Exits with 0 when something was examined and all of it is covered, with 2 when there are findings or nothing \
            could be examined. With --nagios it prints one line and exits with 0 (ok), 1 (warning), 2 (critical) or 3 (unknown).

            Examples:
              groundup coverage
              groundup coverage -o json | jq '.findings[] | select(.severity == "critical")'
              groundup coverage --html coverage.html
              groundup coverage --prometheus /var/lib/prometheus/node-exporter/groundup.prom
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table
    @Option(name: .long, help: ArgumentHelp("Also write a page that can be kept and sent.", valueName: "file"))
    var html: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Also write metrics for node_exporter's textfile collector.", valueName: "file"))
    var prometheus: String?
    @Flag(name: .long, help: "Print one line with performance data for Nagios, and exit as its plugins do.")
    var nagios = false

    func run() async throws {
        guard nagios else { return try await report() }
        // A monitor understands nothing but its own four exit codes, also when nothing could be found out.
        do { try await report() } catch let error where !(error is ExitCode) {
            let line = CoverageMonitor.unknown((error as? GroundupError)?.message ?? "\(error)")
            Console.data(line.text)
            throw ExitCode(line.status.rawValue)
        }
    }

    private func report() async throws {
        let workplace = try common.workplace()
        let report = try await workplace.coverage()
        if let html { try WholeFile(html).write(CoveragePage(report).html) }
        if let prometheus { try WholeFile(prometheus).write(CoverageMetrics(report).text) }
        if nagios {
            // Its only line is the last thing that can happen.
            try await workplace.remember(report)
            let line = CoverageMonitor.line(report)
            Console.data(line.text)
            throw ExitCode(line.status.rawValue)
        }
        switch output {
        case .table: Console.data(CoverageView(report).text)
        case .json: Console.data(CoverageView(report).json)
        }
        try await workplace.remember(report)
        guard report.verdict == .covered else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }
}
