internal import ArgumentParser
internal import PointChoice

/// `groundup-bench points`: how often each way to choose a restore point returns a damaged one, on simulated histories.
struct PointChoiceBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points",
        abstract: "Choose restore points from simulated histories; print a table of damaged choices and lost points.",
        discussion: """
            Every history has \(PointHistory.length) points. A detector misses and falsely accuses each point \
            independently, which is harder than verdicts on contents: these condemn every point that holds one.
            """)

    @Option(help: "Histories of each course of events.") var trials = 20_000
    @Option(help: "Share of damaged points that the detector misses.") var missed = 0.03
    @Option(help: "Share of good points that it accuses.") var accused = 0.01
    @Option(help: "The simulation's seed.") var seed: UInt64 = 1

    func validate() throws {
        guard (1...10_000_000).contains(trials), (0..<1).contains(missed), (0..<1).contains(accused) else {
            throw ValidationError("--trials has to be from 1 to 10,000,000, the shares from 0 to below 1.")
        }
    }

    func run() {
        print("| history | method | damaged chosen | of newest-first's | points lost | nothing chosen |")
        print("| --- | --- | --- | --- | --- | --- |")
        let rates = DetectorRates(missed: missed, falselyAccused: accused)
        for course in PointHistory.Course.allCases {
            var random = EstateNumbers(seed: seed)
            let histories = (0..<trials).map { _ in PointHistory(course, rates: rates, random: &random) }
            var reference = 0
            for (index, method) in PointMethod.all(rates).enumerated() {
                let tally = Tally(histories, method)
                if index == 0 { reference = tally.damaged }
                print(tally.row(course, method, reference))
            }
        }
    }
}

/// What one method did to all histories.
private struct Tally {
    private(set) var damaged = 0
    private var lost = 0
    private var none = 0
    private let trials: Int

    init(_ histories: [PointHistory], _ method: PointMethod) {
        trials = histories.count
        for history in histories {
            guard let chosen = method.choose(history), chosen >= 0 else {
                none += 1
                continue
            }
            if history.isDamaged[chosen] { damaged += 1 }
            lost += max(0, (history.newestGood ?? chosen) - chosen)
        }
    }

    func row(_ course: PointHistory.Course, _ method: PointMethod, _ reference: Int) -> String {
        let share = thousandths(damaged * 100, trials)
        let ratio = reference == 0 ? "-" : thousandths(damaged * 1000, reference * 1000)
        return
            "| \(course.rawValue) | \(method.name) | \(share) % | \(ratio) | \(thousandths(lost, trials)) | \(none) |"
    }

    private func thousandths(_ part: Int, _ whole: Int) -> String {
        let value = whole == 0 ? 0 : part * 1000 / whole
        let fraction = String(value % 1000 + 1000).dropFirst()
        return "\(value / 1000).\(fraction)"
    }
}
