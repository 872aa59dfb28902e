/// When each step starts, and how far that is from the best possible.
package struct Schedule: Hashable, Sendable {
    /// For each step its first second.
    package let starts: [Int]
    /// For each step the second after its last.
    package let finishes: [Int]
    /// The steps in order of start; among those that start together the one with more waiting for it comes first.
    package let order: [Int]
    /// For each step whether it belongs to the chain that ends last: its delay delays everything.
    package let isCritical: [Bool]
    package let lowerBound: LowerBound

    /// Seconds from the first start to the last finish.
    package var makespan: Int { finishes.max() ?? 0 }

    /// Puts the steps of `problem` in time without waiting for anything but needs and resources.
    ///
    /// Whenever something finishes, the steps that can start do so, the one with the longest chain behind it first
    /// (list scheduling by critical path). No resource idles while a step could use it, which is how a run behaves
    /// too: a schedule that idled on purpose could be shorter on paper, but a run would not follow it.
    package init(_ problem: SchedulingProblem) throws(SchedulingError) {
        try problem.check()
        let precedence = try Precedence(needs: problem.needs)
        let path = CriticalPath(problem, precedence)
        var dispatch = Dispatch(problem, precedence, tails: path.tails)
        dispatch.run()
        let finishes = zip(dispatch.starts, problem.durations).map { $0 + $1 }
        starts = dispatch.starts
        order = dispatch.order
        self.finishes = finishes
        isCritical = Self.chain(problem, starts: dispatch.starts, finishes: finishes)
        lowerBound = LowerBound(problem, criticalPath: path.length)
    }

    /// Walks back from the last finish along whatever each step had to wait for: a need, or a shared resource.
    private static func chain(_ problem: SchedulingProblem, starts: [Int], finishes: [Int]) -> [Bool] {
        var isCritical = [Bool](repeating: false, count: problem.count)
        guard let end = finishes.max(), var step = finishes.firstIndex(of: end) else { return isCritical }
        var finishing: [Int: [Int]] = [:]
        for step in 0..<problem.count { finishing[finishes[step], default: []].append(step) }
        while true {
            isCritical[step] = true
            guard starts[step] > 0 else { return isCritical }
            let resources = Set(problem.uses[step].lazy.filter { $0.units > 0 }.map(\.resource))
            let need = problem.needs[step].first { finishes[$0] == starts[step] && !isCritical[$0] }
            let holder = finishing[starts[step], default: []].first { other in
                !isCritical[other] && problem.uses[other].contains { resources.contains($0.resource) }
            }
            guard let earlier = need ?? holder else { return isCritical }
            step = earlier
        }
    }
}
