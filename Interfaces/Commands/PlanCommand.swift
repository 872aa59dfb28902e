internal import ArgumentParser
internal import Contracts
internal import Formats
internal import Foundation
internal import Orchestration
internal import Pictures
internal import RecoveryPlan

/// `groundup plan`: the restoration plan of what was lost.
struct PlanCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write the restoration plan of applications, assets or the whole estate.",
        discussion: """
            Nothing is touched. The plan is stored under its digest, which is what approvers sign. A plan that would need \
            what is down is refused (exit 13), and the deadlock explained.

            What happened decides how: after a disaster hosts are rebuilt with the newest data; after an attack with data from \
            before it, on isolated targets, with new keys; after malfeasance the person's accounts are locked; after a human \
            error only data comes back, in place, and what is there now is kept beside it.

            Examples:
              groundup plan --lost app1 --lost db1
              groundup plan shop --hold db1/postgresql='finance checks the ledger first'
              groundup plan --lost db1 --incident attack --before 2026-11-20T03:00:00Z --target clean-room
              groundup plan --under inc-20261125-4f2a --lost db1
              groundup plan db1:/var/lib/postgresql --incident human-error --before 2026-11-24T08:00:00Z
              groundup plan --lost db1 --at 2026-11-24T08:00:00Z
              groundup plan --lost app1 --composite app1:/srv/uploads
              groundup plan shop --skew 1h
              groundup plan --lost db1 --map db1:address=10.88.0.4/24
              groundup plan --lost web1 --emit bash --emit ansible --to ./web1
              groundup plan --diff 3fa2c1d9 77e0b1aa
            """)

    private static let formats =
        "Also write the plan as airflow, ansible, argo, bash, dot, html, json, make, markdown, mermaid, ninja or svg."

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: PlanOptions
    @Option(name: .long, help: ArgumentHelp(Self.formats, valueName: "format"))
    var emit: [String] = []
    @Option(name: .long, help: ArgumentHelp("Where to write emitted files.", valueName: "folder"))
    var to = "."
    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Make no plan; say what the second plan does otherwise, and which approvals that voids.",
            valueName: "old new"))
    var diff: [String] = []
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        guard diff.isEmpty else { return try await PlanDiff(workplace, diff).show(output) }
        let (plan, digest) = try await workplace.makePlan(options.wishes())
        for format in emit { try write(plan, digest: digest, as: format, with: workplace.emitters) }
        switch output {
        case .json: Console.data(.record(["digest": .string(digest), "plan": PlanDocument.encode(plan)]))
        case .table:
            Console.data(
                """
                Plan \(digest.prefix(12)): \(plan.steps.count) steps for \(plan.rebuiltHosts.count) hosts, \
                predicted \(duration(plan.makespan)), \(plan.gaps.count) gap(s).
                Next: 'groundup show \(digest.prefix(12))', then 'groundup approve \(digest.prefix(12)) --key KEY --as NAME'.
                """)
        }
    }

    private func write(_ plan: Plan, digest: String, as format: String, with emitters: [any Emitter]) throws {
        guard let emitter = emitters.first(where: { $0.format == format }) else {
            throw GroundupError(
                .usage, "Nothing writes a plan as '\(printable(format))'.",
                hint: "Formats: \(emitters.map(\.format).joined(separator: ", ")).")
        }
        let folder = URL(fileURLWithPath: to, isDirectory: true)
        let files = try emitter.emit(plan, digest: digest)
        try EmittedFiles(files).write(to: folder)
        Console.message(
            "wrote \(files.map(\.name).filter { !$0.contains("/") }.joined(separator: ", ")) to \(folder.path)")
    }
}
