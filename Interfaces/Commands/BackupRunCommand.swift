internal import ArgumentParser
internal import BackupPlan
internal import Contracts
internal import Estate
internal import Orchestration

/// `groundup backup run`: the backups of the plan, now.
struct BackupRunCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Back the estate up as planned: on each host the dumps, then the backup into its repository.",
        discussion: """
            It only adds restore points: nothing is pruned, nothing on hosts is changed but dumps. A backup is done when its \
            tool proved it and its restore point is in the list afterwards. What is killed half-way is run again.

            Exits with 0 when every backup is done, with 2 when one lacks something or cannot be judged, with 21 when one \
            failed, with 15 when another backup goes on into the same repository.

            Examples:
              groundup backup run
              groundup backup run --application shop --host db1
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "Only what this application needs.") var application: String?
    @Option(name: .long, help: "Only on this host; may be repeated.") var host: [String] = []
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let plan = try await workplace.backupPlan(for: application)
        guard let run = RunID.make(at: workplace.clock.now(), chance: .random(in: 0...(.max))) else {
            throw GroundupError(.state, "the clock tells no time that a run can be named after", hint: "Set the clock.")
        }
        let asTable = output == .table
        let work = try RunBackup(workplace, plan: plan, hosts: host, as: run) { result in
            if asTable { Console.message(BackupReportView.line(result)) }
        }
        let report = try await work.start()
        let view = BackupReportView(report, uncovered: plan.uncovered)
        switch output {
        case .table: Console.data(view.text)
        case .json: Console.data(view.json)
        }
        for spot in report.left { Console.message("groundup: \(printable("\(spot.subject): \(spot.reason)"))") }
        if let failure = report.failure { throw ExitCode(failure.exitStatus) }
    }
}
