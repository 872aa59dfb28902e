import Scheduling
import Testing

/// Every problem of up to four steps, over all acyclic needs, a few durations and one resource, against the best there is.
@Suite struct SmallCasesTests {
    @Test(arguments: [1, 2, 3]) func everyCaseOfThreeStepsIsSound(units: Int) throws {
        try forEveryCase(steps: 3, durations: [0, 1, 3], uses: [0, 1, 2], units: units)
    }

    @Test func everyCaseOfFourStepsIsSound() throws {
        try forEveryCase(steps: 4, durations: [1, 2], uses: [0, 1], units: 1)
        try forEveryCase(steps: 4, durations: [1, 3], uses: [1], units: 2)
    }

    private func forEveryCase(steps: Int, durations: [Int], uses: [Int], units: Int) throws {
        var cases = 0
        for needs in everyAcyclicNeeds(steps: steps) {
            for duration in everyChoice(of: durations, count: steps) {
                for use in everyChoice(of: uses.filter { $0 <= units }, count: steps) {
                    let problem = SchedulingProblem(
                        durations: duration, needs: needs,
                        uses: use.map { $0 == 0 ? [] : [ResourceUse(resource: 0, units: $0)] }, capacities: [units])
                    let schedule = try Schedule(problem)
                    let best = shortest(problem)
                    expectSound(schedule, problem)
                    let search = try ScheduleSearch(problem, seed: 1, decoding: .serial)
                    let found = search.run(schedules: 30)
                    #expect(found.schedule.makespan == best)
                    #expect(schedule.lowerBound.seconds <= best)
                    #expect(schedule.makespan >= best)
                    // Graham's bound for list scheduling with one resource and needs holds with a factor of three.
                    #expect(schedule.makespan <= 3 * max(best, 1))
                    if use.allSatisfy({ $0 == 0 }) { #expect(schedule.makespan == best) }
                    cases += 1
                }
            }
        }
        #expect(cases > 500)
    }

    /// Needs of later steps on earlier ones; every acyclic graph is one of these but for names.
    private func everyAcyclicNeeds(steps: Int) -> [[[Int]]] {
        let pairs = (0..<steps).flatMap { step in (0..<step).map { (step, $0) } }
        return (0..<(1 << pairs.count)).map { bits in
            var needs = [[Int]](repeating: [], count: steps)
            for (position, pair) in pairs.enumerated() where bits >> position & 1 == 1 {
                needs[pair.0].append(pair.1)
            }
            return needs
        }
    }

    private func everyChoice(of values: [Int], count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return everyChoice(of: values, count: count - 1).flatMap { rest in values.map { rest + [$0] } }
    }

    /// The optimum: every order of the steps, each put at the earliest second where it fits.
    private func shortest(_ problem: SchedulingProblem) -> Int {
        var best = Int.max
        func place(_ starts: [Int?]) {
            let open = starts.indices.filter { step in
                starts[step] == nil && problem.needs[step].allSatisfy { starts[$0] != nil }
            }
            guard !open.isEmpty else {
                let ends = starts.enumerated().map { ($1 ?? 0) + problem.durations[$0] }
                best = min(best, ends.max() ?? 0)
                return
            }
            for step in open {
                var next = starts
                next[step] = earliest(step, starts, problem)
                place(next)
            }
        }
        place([Int?](repeating: nil, count: problem.count))
        return best
    }

    private func earliest(_ step: Int, _ starts: [Int?], _ problem: SchedulingProblem) -> Int {
        var second = problem.needs[step].map { (starts[$0] ?? 0) + problem.durations[$0] }.max() ?? 0
        while true {
            let fits = (second..<(second + max(problem.durations[step], 0))).allSatisfy { moment in
                problem.capacities.indices.allSatisfy { resource in
                    held(resource, at: moment, starts, problem) + units(step, resource, problem)
                        <= problem.capacities[resource]
                }
            }
            if fits { return second }
            second += 1
        }
    }
}

func units(_ step: Int, _ resource: Int, _ problem: SchedulingProblem) -> Int {
    problem.uses[step].first { $0.resource == resource }?.units ?? 0
}

private func held(_ resource: Int, at moment: Int, _ starts: [Int?], _ problem: SchedulingProblem) -> Int {
    starts.indices.reduce(0) { sum, step in
        guard let start = starts[step], start <= moment, moment < start + problem.durations[step] else { return sum }
        return sum + units(step, resource, problem)
    }
}

/// Expects that needs and capacities hold at every moment, and that the parts of the schedule agree.
func expectSound(_ schedule: Schedule, _ problem: SchedulingProblem) {
    for step in 0..<problem.count {
        #expect(schedule.finishes[step] == schedule.starts[step] + problem.durations[step])
        for need in problem.needs[step] { #expect(schedule.finishes[need] <= schedule.starts[step]) }
    }
    for moment in Set(schedule.starts) {
        for (resource, capacity) in problem.capacities.enumerated() {
            #expect(held(resource, at: moment, schedule.starts, problem) <= capacity)
        }
    }
    #expect(schedule.order.sorted() == Array(0..<problem.count))
    let startsInOrder = schedule.order.map { schedule.starts[$0] }
    #expect(startsInOrder == startsInOrder.sorted())
    if schedule.makespan > 0 {
        let chain = (0..<problem.count).filter { schedule.isCritical[$0] }
        #expect(chain.contains { schedule.starts[$0] == 0 })
        #expect(chain.contains { schedule.finishes[$0] == schedule.makespan })
    }
}
