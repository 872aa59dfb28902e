internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration
internal import RecoveryPlan

/// `groundup preflight PLAN`: whether a run could go through, without touching anything.
struct PreflightCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Check whether a run could go through: repositories, tools, hosts, media, secrets, clocks, room.",
        discussion: """
            Changes nothing; the result is kept. 'restore' and 'resume' do it themselves and start nothing when something \
            failed. Without a plan the newest one is checked, and everything that the configuration names where there is \
            none. Exits with 16 when something failed, or when nothing could be checked.

            Examples:
              groundup preflight
              groundup preflight 3fa2c1d9 -o json
              groundup preflight --configuration-only
              groundup preflight --history
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?
    @Flag(name: .long, help: "Check what the configuration names, whatever was planned.") var configurationOnly = false
    @Flag(name: .long, help: "Show what earlier checks found, newest first; check nothing.") var history = false
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let preflight = Preflight(workplace)
        guard !history else { return show(try await preflight.history(limit: 100)) }
        let stored = try await planToCheck(workplace)
        let record = try await preflight.record(stored, remaining: stored?.plan.steps ?? [])
        switch output {
        case .json: Console.data(PreflightDocument.encode(record))
        case .table: Console.data(text(record))
        }
        guard record.isReady else { throw ExitCode(ErrorCode.preflight.exitStatus) }
    }

    private func planToCheck(_ workplace: Workplace) async throws -> StoredPlan? {
        guard !configurationOnly else { return nil }
        let isEmpty = plan == nil ? try await workplace.documents.plans().isEmpty : false
        return isEmpty ? nil : try await workplace.storedPlan(plan)
    }

    private func text(_ record: PreflightRecord) -> String {
        var table = TextTable("CHECK", "SUBJECT", "RESULT", "DETAIL")
        for finding in record.findings {
            let hint = finding.hint.isEmpty ? "" : " DO: \(finding.hint)"
            table.add(
                finding.check, finding.subject, finding.verdict == .failed ? "FAILED" : finding.verdict.rawValue,
                finding.detail + hint)
        }
        return table.text + summary(record) + "\n"
    }

    private func summary(_ record: PreflightRecord) -> String {
        "\(record.planDigest.map { "Plan \($0.prefix(12))" } ?? "The configuration"): \(record.count(.passed)) passed, "
            + "\(record.count(.failed)) failed, \(record.count(.notChecked)) not checked; "
            + (record.isReady ? "ready." : "NOT READY.")
    }

    private func show(_ records: [PreflightRecord]) {
        switch output {
        case .json: Console.data(.array(records.map(PreflightDocument.encode)))
        case .table:
            var table = TextTable("TIME", "PLAN", "PASSED", "FAILED", "NOT CHECKED", "FIRST FAILURE")
            for record in records {
                let failure = record.findings.first { $0.verdict == .failed }
                table.add(
                    timestamp(record.time), record.planDigest.map { String($0.prefix(12)) } ?? "-",
                    String(record.count(.passed)), String(record.count(.failed)), String(record.count(.notChecked)),
                    failure.map { "\($0.check) \($0.subject): \($0.detail)" } ?? "-")
            }
            Console.data(table.text)
        }
    }
}
