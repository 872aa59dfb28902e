internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Estate
internal import Foundation
internal import Orchestration
internal import PointChoice

/// `groundup points`: which restore points hold good data, and which to choose.
struct PointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points",
        abstract:
            "Read what restore points hold, judge it, and say which points can be chosen and what each one loses.",
        discussion: """
            The oldest point of each host is read whole, of later ones what changed; what was read before is remembered. \
            Verdicts attach to contents: one condemned file condemns every point that holds it, and plans pass these over.

            Two choices are offered, with the data that each loses: the newest point whose data is good, for data; and the \
            newest from before the first evidence, for what could carry an intruder back in. Neither is simply the newest \
            that looks clean: detectors miss some damage, so every point is weighed with its neighbours \
            (Documents/DataHealth.md).

            Exits with 0 when the newest point of everything is good, with 19 when a point holds condemned contents or \
            cannot be read, with 2 when nothing could be judged.

            Examples:
              groundup points
              groundup points --repository vault --host app1 --compromised-at 2026-11-20T03:00:00Z --dwell 14d
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "Only points of this repository; may be repeated.")
    var repository: [String] = []
    @Option(name: .long, help: "Only points of this host; may be repeated.")
    var host: [String] = []
    @Option(name: .long, help: ArgumentHelp("When the intruder came in, in UTC.", valueName: "time"))
    var compromisedAt: String?
    @Option(name: .long, help: "How long before the first evidence nothing is trusted either, such as 14d.")
    var dwell: String?
    @Option(name: .long, help: "The share of damaged points that detectors miss, in percent.")
    var missed = 3.0
    @Option(name: .long, help: "The largest probability of damage, in percent, with which a point is offered.")
    var accepted = 1.0
    @Option(
        name: .long, help: "How far apart the data of different hosts may be, for a set that fits together, such as 1h."
    )
    var skew = "1h"
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func validate() throws {
        guard missed > 0, missed < 100, accepted > 0, accepted < 100 else {
            throw ValidationError("--missed and --accepted are percentages between 0 and 100.")
        }
    }

    func run() async throws {
        let workplace = try common.workplace()
        let judging = await Builtins.judging(workplace, workers: ProcessInfo.processInfo.activeProcessorCount)
        let reports = try await judging.reports(repositories: repository, hosts: host, wishes: try wishes()) {
            Console.message($0)
        }
        let set = ConsistentOffer(
            reports, skew: try duration(written: skew), acceptedDamage: accepted / 100, now: workplace.clock.now())
        let view = PointsView(reports, set: set)
        switch output {
        case .table: Console.data(view.text)
        case .json: Console.data(view.json)
        }
        if let failure = reports.failure { throw ExitCode(failure.exitStatus) }
    }

    private func wishes() throws -> PointChoice.Wishes {
        var wishes = PointChoice.Wishes()
        wishes.compromisedAt = try compromisedAt.map(instant(written:))
        wishes.dwellSeconds = try dwell.map(duration(written:)) ?? 0
        wishes.rates = DetectorRates(
            missed: missed / 100, falselyAccused: DetectorRates.usual.falselyAccused)
        wishes.acceptedDamage = accepted / 100
        return wishes
    }
}

extension [PointReport] {
    /// What the command ends with; `nil` when the newest point of everything is good.
    fileprivate var failure: ErrorCode? {
        let records = flatMap { $0.points.map(\.record) }
        if records.contains(where: { $0.isBad }) { return .badContent }
        let hasProblem = contains { !$0.problems.isEmpty }
        let isJudged = !records.isEmpty && records.allSatisfy { $0.contents == .clean }
        return hasProblem || !isJudged ? .findings : nil
    }
}

extension PointRecord {
    fileprivate var isBad: Bool {
        if case .condemned = contents { return true }
        if case .broken = integrity { return true }
        return false
    }
}
