/// A checked problem with what every calculation on it needs, made once.
struct Workload: Sendable {
    let problem: SchedulingProblem
    let precedence: Precedence
    let kinds: UseKinds
    let needCounts: [Int]

    init(_ problem: SchedulingProblem) throws(SchedulingError) {
        try problem.check()
        self.problem = problem
        precedence = try Precedence(needs: problem.needs)
        kinds = UseKinds(problem.uses)
        needCounts = problem.needs.map(\.count)
    }
}
