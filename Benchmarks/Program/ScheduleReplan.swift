internal import ArgumentParser
internal import Scheduling

/// `groundup-bench replan`: a big run, half done and late, put in time again.
struct ScheduleReplan: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replan",
        abstract: "Put the rest of a half-done run in time again; print milliseconds for each time.")

    @Argument(help: "How many steps.") var steps = 10_000
    @Option(help: "How often.") var times = 10
    @Option(help: "Where random numbers start.") var seed: UInt64 = 1

    func run() throws {
        let problem = MadeUpRun.problem(steps: steps, seed: seed)
        let schedule = try Schedule(problem)
        let now = schedule.makespan / 2
        let progress = (0..<problem.count).map { step -> StepProgress in
            if schedule.finishes[step] <= now { return .finished }
            return schedule.starts[step] <= now ? .running(elapsed: now - schedule.starts[step]) : .waiting
        }
        // Everything has turned out to take a quarter longer.
        let durations = problem.durations.map { $0 * 5 / 4 }
        print("steps,capacities,finished,milliseconds,finish")
        for _ in 0..<times {
            let begin = Usage.processorSeconds
            let work = try RemainingWork(of: problem, progress: progress, durations: durations, now: now)
            let again = try work.schedule(ranks: schedule.ranks)
            let milliseconds = (Usage.processorSeconds - begin) * 1_000
            guard ScheduleCheck(work.problem, starts: again.starts).isSound else {
                throw UnsoundSchedule(file: "replan", violations: [])
            }
            let finished = progress.count { $0 == .finished }
            print(
                "\(steps),\(problem.capacities.count),\(finished),\(Int(milliseconds.rounded())),\(now + again.makespan)"
            )
        }
    }
}

/// A made-up run: hosts that are provisioned, installed, restored and verified, sharing a controller and repositories.
enum MadeUpRun {
    static func problem(steps: Int, seed: UInt64) -> SchedulingProblem {
        var state = seed &* 2 &+ 1
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        let repositories = 8
        var problem = SchedulingProblem(
            durations: [], needs: [], uses: [], capacities: [16] + Array(repeating: 4, count: repositories))
        for step in 0..<steps {
            let isFirst = step % 5 == 0
            var needs = isFirst ? [] : [step - 1]
            if step >= 50, next(3) == 0 { needs.append(next(step / 5) * 5 + 4 - next(5)) }
            problem.needs.append(Array(Set(needs)).filter { $0 < step }.sorted())
            problem.durations.append(5 + next(600))
            switch step % 5 {
            case 0, 1: problem.uses.append([ResourceUse(resource: 0, units: 1)])
            case 2:
                let repository = 1 + step / 5 % repositories
                problem.uses.append([
                    ResourceUse(resource: 0, units: 1), ResourceUse(resource: repository, units: 1 + next(2)),
                ])
            default: problem.uses.append([])
            }
        }
        let applications = max(1, steps / 100)
        problem.goals = (0..<applications).map { number in
            Goal(
                steps: (0..<10).map { _ in next(steps) }, due: next(steps * 20), weight: 1 + number % 3)
        }
        return problem
    }
}
