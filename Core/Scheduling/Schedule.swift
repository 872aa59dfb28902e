/// When each step starts, and how far that is from the best possible.
package struct Schedule: Hashable, Sendable {
    /// For each step its first second.
    package let starts: [Int]
    /// For each step the second after its last.
    package let finishes: [Int]
    /// The steps in order of start; among those that start together the one that goes first comes first.
    package let order: [Int]
    /// For each step its rank: whenever steps compete, a run that follows this schedule starts the smaller one first.
    package let ranks: [Int]
    /// For each step whether it belongs to the chain that ends last: its delay delays everything.
    package let isCritical: [Bool]
    /// For each goal the second at which it is reached.
    package let goalFinishes: [Int]
    package let objective: Objective
    package let lowerBound: LowerBound

    /// The second of the last finish.
    package var makespan: Int { objective.makespan }

    /// Puts the steps of `problem` in time without waiting for anything but needs, releases and capacities.
    ///
    /// Whenever something finishes, the steps that can start do so, the one with the longest chain behind it first
    /// (list scheduling by critical path). `ReadyQueue` tells exactly what happens, in a run too: a schedule that idled on
    /// purpose could be shorter on paper, but a run would not follow it. Takes O((steps + needs) log steps).
    package init(_ problem: SchedulingProblem) throws(SchedulingError) {
        let work = try Workload(problem)
        self.init(work, ranks: CriticalPath(problem, work.precedence).tails.map { -$0 })
    }

    /// Puts the steps in time in the same way, but where they compete the one with the smaller rank goes first.
    package init(_ problem: SchedulingProblem, ranks: [Int]) throws(SchedulingError) {
        guard ranks.count == problem.count else { throw .malformed("one rank for each step") }
        self.init(try Workload(problem), ranks: ranks)
    }

    init(_ work: Workload, ranks: [Int]) {
        var dispatch = Dispatch(work, ranks: ranks)
        dispatch.run()
        self.init(work, starts: dispatch.starts, order: dispatch.order, ranks: ranks)
    }

    /// A schedule that was found in another way; `order` has to follow the starts.
    init(_ work: Workload, starts: [Int], order: [Int], ranks: [Int]) {
        let problem = work.problem
        let finishes = zip(starts, problem.durations).map { $0 + $1 }
        self.starts = starts
        self.order = order
        self.ranks = ranks
        self.finishes = finishes
        isCritical = Self.chain(problem, starts: starts, finishes: finishes)
        goalFinishes = problem.goals.map { $0.finish(finishes) }
        objective = Objective(goals: problem.goals, finishes: finishes)
        lowerBound = LowerBound(problem, CriticalPath(problem, work.precedence))
    }

    /// Walks back from the last finish along whatever each step had to wait for.
    ///
    /// That is a need, a shared capacity, or anything else that ended just then. A release ends the walk.
    private static func chain(_ problem: SchedulingProblem, starts: [Int], finishes: [Int]) -> [Bool] {
        var isCritical = [Bool](repeating: false, count: problem.count)
        guard let end = finishes.max(), var step = finishes.firstIndex(of: end) else { return isCritical }
        var finishing: [Int: [Int]] = [:]
        for step in 0..<problem.count { finishing[finishes[step], default: []].append(step) }
        while true {
            isCritical[step] = true
            guard starts[step] > problem.release(of: step) else { return isCritical }
            let resources = Set(problem.uses[step].lazy.filter { $0.units > 0 }.map(\.resource))
            let need = problem.needs[step].first { finishes[$0] == starts[step] && !isCritical[$0] }
            let others = finishing[starts[step], default: []].filter { !isCritical[$0] }
            let holder = others.first { other in problem.uses[other].contains { resources.contains($0.resource) } }
            guard let earlier = need ?? holder ?? others.first else { return isCritical }
            step = earlier
        }
    }
}
