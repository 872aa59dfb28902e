internal import ArgumentParser
internal import BackupPlan
internal import Builtins
internal import Contracts
internal import Foundation
internal import Orchestration

/// `groundup backup plan`: what has to be backed up, how, whereto and when.
struct BackupPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what has to be backed up with everything that it depends on, how, whereto and when.",
        discussion: """
            Made from the newest estate, the recipes and the configuration; asks no repository, and no host without --diff. \
            Databases are dumped or backed up by their own tool first, never copied raw; a repository that fails together \
            with the data takes none of it; what belongs together comes back to back (Documents/Backup.md).

            --write makes one folder for each host: systemd units and timers, and the configuration of borgmatic, \
            resticprofile and pgBackRest, beside a summary. Secrets are named, never written. --diff reads what the hosts \
            run now and compares.

            Exits with 0 when the plan holds everything and keeps every objective, with 2 when something stays uncovered or \
            an objective cannot be kept; with --diff with 3 when the hosts do otherwise.

            Examples:
              groundup backup plan
              groundup backup plan --application shop -o json
              groundup backup plan --write backups
              groundup backup plan --diff
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "Only what this application needs.") var application: String?
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table
    @Option(name: .long, help: ArgumentHelp("Write one folder for each host into this one.", valueName: "folder"))
    var write: String?
    @Flag(name: .long, help: "Compare with the jobs that the hosts have now.") var diff = false

    func run() async throws {
        let workplace = try common.workplace()
        let plan = try await workplace.backupPlan(for: application)
        if let write {
            let folder = BackupFolder(Builtins.backupForms, workplace.backupSources(plan))
            try EmittedFiles(folder.files).write(to: URL(fileURLWithPath: write, isDirectory: true))
            for remark in folder.remarks { Console.message("groundup: \(printable(remark))") }
        }
        if diff { return try await compare(plan, in: workplace) }
        switch output {
        case .table: Console.data(BackupPlanView(plan).text)
        case .json: Console.data(BackupPlanView(plan).json)
        }
        let isWhole = plan.uncovered.allSatisfy(\.remedy.isEmpty) && plan.jobs.allSatisfy(\.shortfalls.isEmpty)
        guard isWhole, !plan.jobs.isEmpty else { throw ExitCode(ErrorCode.findings.exitStatus) }
    }

    private func compare(_ plan: BackupPlan, in workplace: Workplace) async throws {
        let difference = try await workplace.backupDifference(plan)
        switch output {
        case .table: Console.data(BackupDifferenceView(difference).text)
        case .json: Console.data(BackupDifferenceView(difference).json)
        }
        if !difference.unread.isEmpty { throw ExitCode(ErrorCode.unreachable.exitStatus) }
        if !difference.isSame { throw ExitCode(ErrorCode.difference.exitStatus) }
    }
}
