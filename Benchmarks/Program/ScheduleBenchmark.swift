internal import ArgumentParser
internal import Scheduling

/// `groundup-bench schedule`: every problem of a folder, searched within a budget.
struct ScheduleBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Schedule every Patterson file (*.rcp) of a folder; print CSV.",
        discussion: """
            Columns: file, makespan, bound (the critical path), schedules made, processor seconds used. One thread. With serial
            decoding one schedule is one serial generation with its forward-backward improvement, with dispatch decoding \
            one pass of the policy that runs follow. Every schedule is checked for needs and capacities before it is printed.
            """)

    @Argument(help: "The folder; folders in it are searched too.") var folder: String
    @Option(help: "Schedules for each file at most.") var schedules: Int?
    @Option(help: "Processor seconds for each file at most.") var seconds: Double?
    @Option(help: "Where random numbers start.") var seed: UInt64 = 1
    @Option(help: "serial or dispatch.") var decoding: ScheduleDecoding = .serial
    @Option(help: "Take every so-manieth file only.") var every = 1
    @Option(help: "A folder for the start times: a file for each problem, a line for each activity.") var starts:
        String?

    func validate() throws {
        guard schedules != nil || seconds != nil else { throw ValidationError("Give --schedules, --seconds or both.") }
        guard schedules ?? 1 > 0, seconds ?? 1 > 0, every > 0 else { throw ValidationError("Limits are above 0.") }
    }

    func run() throws {
        ScheduleFiles.printNow("file,makespan,bound,schedules,seconds")
        for (number, file) in try ScheduleFiles.problems(in: folder).enumerated() where number % every == 0 {
            let problem = try PattersonFile.problem(ScheduleFiles.bytes("\(folder)/\(file)"), file: file)
            let begin = Usage.processorSeconds
            let found: (schedule: Schedule, schedules: Int)
            do {
                found = try search(problem, until: seconds.map { begin + $0 })
            } catch let error as SchedulingError {
                throw UnusableProblem(file: file, reason: error)
            }
            let used = Usage.processorSeconds - begin
            let check = ScheduleCheck(problem, starts: found.schedule.starts)
            guard check.isSound else { throw UnsoundSchedule(file: file, violations: check.violations) }
            let bound = found.schedule.lowerBound.criticalPath
            ScheduleFiles.printNow(
                "\(file),\(found.schedule.makespan),\(bound),\(found.schedules),\(ScheduleFiles.text(used))")
            if let starts { try ScheduleFiles.write(found.schedule.starts, for: file, into: starts) }
        }
    }

    private func search(_ problem: SchedulingProblem, until end: Double?) throws -> (schedule: Schedule, schedules: Int)
    {
        let search = try ScheduleSearch(problem, seed: seed, decoding: decoding == .serial ? .serial : .dispatch)
        guard let end else {
            let result = search.run(schedules: schedules ?? 1)
            return (result.schedule, result.schedules)
        }
        // How many schedules fit into the time decides how much variety is kept, so a few are timed first.
        let begin = Usage.processorSeconds
        let tenth = begin + (end - begin) / 10
        let trial = search.run(schedules: min(schedules ?? .max, 200)) { Usage.processorSeconds > tenth }
        guard !trial.isProvedOptimal, trial.schedules < schedules ?? .max else {
            return (trial.schedule, trial.schedules)
        }
        let each = max(1e-7, (Usage.processorSeconds - begin) / Double(max(1, trial.schedules)))
        let fitting = Int(min(1e12, (end - Usage.processorSeconds) / each)) + 1
        let rest = search.run(schedules: min(fitting, (schedules ?? .max) - trial.schedules)) {
            Usage.processorSeconds > end
        }
        let best = trial.schedule.objective <= rest.schedule.objective ? trial.schedule : rest.schedule
        return (best, trial.schedules + rest.schedules)
    }
}

/// The names that the command line gives to decodings.
enum ScheduleDecoding: String, ExpressibleByArgument {
    case serial, dispatch
}

/// A schedule that breaks what it has to keep: an error in groundup.
struct UnsoundSchedule: Error, CustomStringConvertible {
    let file: String
    let violations: [ScheduleCheck.Violation]

    var description: String { "\(file): the schedule is not sound: \(violations.prefix(3))" }
}

/// A problem that no schedule can satisfy.
struct UnusableProblem: Error, CustomStringConvertible {
    let file: String
    let reason: SchedulingError

    /// Activities and resources are counted from 1, as in the file.
    var description: String {
        switch reason {
        case .circle(let steps): "\(file): activities follow each other in a circle: \(steps.map { $0 + 1 })"
        case .tooWide(let step, let resource):
            "\(file): activity \(step + 1) uses more of resource \(resource + 1) than there is"
        case .tooLong(let step): "\(file): with activity \(step + 1) the durations sum up to too much"
        case .malformed(let problem): "\(file): \(problem)"
        }
    }
}
