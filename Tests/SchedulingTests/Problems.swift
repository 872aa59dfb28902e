import Scheduling

/// A small generator whose numbers follow from its seed alone.
struct Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func shuffled(_ numbers: [Int]) -> [Int] {
        var numbers = numbers
        for last in stride(from: numbers.count - 1, to: 0, by: -1) { numbers.swapAt(last, below(last + 1)) }
        return numbers
    }
}

/// A random problem: needs on earlier steps, some steps without seconds or uses, a capacity that nobody can use.
func randomProblem(_ count: Int, _ random: inout Seeded, longest: Int = 12, goals: Int = 0, releases: Bool = false)
    -> SchedulingProblem
{
    let capacities = [1 + random.below(4), 2 + random.below(6), 0, 3]
    var problem = SchedulingProblem(
        durations: (0..<count).map { _ in random.below(longest + 1) },
        needs: (0..<count).map { step in
            step == 0 ? [] : Set((0..<random.below(3)).map { _ in random.below(step) }).sorted()
        },
        uses: (0..<count).map { _ in
            [0, 1, 3].compactMap { resource in
                let units = random.below(capacities[resource] + 1)
                return random.below(2) == 0 ? nil : ResourceUse(resource: resource, units: units)
            }
        },
        capacities: capacities)
    if releases { problem.releases = (0..<count).map { _ in random.below(3) == 0 ? random.below(3 * longest) : 0 } }
    problem.goals = (0..<goals).map { _ in
        let due = random.below(4) == 0 ? nil : random.below(longest * count / 3 + 1)
        return Goal(steps: (0..<2).map { _ in random.below(count) }, due: due, weight: random.below(4))
    }
    return problem
}

/// Every order of the numbers from 0.
func everyOrder(of count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return everyOrder(of: count - 1).flatMap { order in
        (0...order.count).map { position in
            var longer = order
            longer.insert(count - 1, at: position)
            return longer
        }
    }
}

/// The best objective of all active schedules, among which there is a best one of all: every order of the steps, each put
/// at the earliest second that fits, second by second.
func bestObjective(_ problem: SchedulingProblem) -> Objective {
    let objectives = everyOrder(of: problem.count).compactMap { order -> Objective? in
        var finishes = [Int?](repeating: nil, count: problem.count)
        for step in order {
            guard problem.needs[step].allSatisfy({ finishes[$0] != nil }) else { return nil }
            var start = problem.needs[step].reduce(problem.release(of: step)) { max($0, finishes[$1] ?? 0) }
            while !fits(step, at: start, finishes, problem) { start += 1 }
            finishes[step] = start + problem.durations[step]
        }
        return Objective(goals: problem.goals, finishes: finishes.map { $0 ?? 0 })
    }
    return objectives.min() ?? Objective(weightedTardiness: 0, makespan: 0, weightedCompletion: 0)
}

private func fits(_ step: Int, at start: Int, _ finishes: [Int?], _ problem: SchedulingProblem) -> Bool {
    (start..<(start + problem.durations[step])).allSatisfy { second in
        problem.capacities.indices.allSatisfy { resource in
            var held = units(step, resource, problem)
            for (other, finish) in finishes.enumerated() {
                guard let finish, second < finish, second >= finish - problem.durations[other] else { continue }
                held += units(other, resource, problem)
            }
            return held <= problem.capacities[resource]
        }
    }
}
