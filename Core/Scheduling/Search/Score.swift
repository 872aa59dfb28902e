/// An objective in units of time, as the decoders compare it.
struct Score: Hashable, Comparable {
    var tardiness: Int
    var length: Int
    var completion: Int

    static let worst = Score(tardiness: .max, length: .max, completion: .max)

    @inline(__always)
    static func < (left: Score, right: Score) -> Bool {
        if left.tardiness != right.tardiness { return left.tardiness < right.tardiness }
        if left.length != right.length { return left.length < right.length }
        return left.completion < right.completion
    }
}

extension Score {
    init(_ objective: Objective) {
        self.init(
            tardiness: objective.weightedTardiness, length: objective.makespan,
            completion: objective.weightedCompletion)
    }
}
