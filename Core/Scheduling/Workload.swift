/// A checked problem with what every calculation on it needs, made once.
struct Workload: Sendable {
    let problem: SchedulingProblem
    let precedence: Precedence
    let kinds: UseKinds
    let needCounts: [Int]

    init(_ problem: SchedulingProblem) throws(SchedulingError) {
        try problem.check()
        self.init(checked: problem, try Precedence(needs: problem.needs))
    }

    private init(checked problem: SchedulingProblem, _ precedence: Precedence) {
        self.problem = problem
        self.precedence = precedence
        kinds = UseKinds(problem.uses)
        needCounts = problem.needs.map(\.count)
    }

    /// The same work seen from its end: everything needs what followed it.
    ///
    /// Releases and goals have no meaning there.
    var reversed: Workload {
        var turned = problem
        turned.needs = (0..<problem.count).map { Array(precedence.followers(of: $0)) }
        turned.releases = []
        turned.goals = []
        return Workload(checked: turned, precedence.reversed(needs: problem.needs))
    }
}
