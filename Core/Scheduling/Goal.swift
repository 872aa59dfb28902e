/// Something people wait for: an application is back when the last of its steps has finished.
package struct Goal: Hashable, Sendable {
    /// The most that the weights of all goals may sum up to.
    package static let weightLimit = 1_000_000

    /// What has to be finished; an empty goal is reached at second 0.
    package var steps: [Int]
    /// The second by which it should be finished; `nil` when nobody has said.
    package var due: Int?
    /// How bad a second of delay is, compared with other goals; zero or more.
    package var weight: Int

    package init(steps: [Int], due: Int?, weight: Int) {
        self.steps = steps
        self.due = due
        self.weight = weight
    }

    /// The second at which the last of its steps finishes.
    package func finish(_ finishes: [Int]) -> Int {
        var last = 0
        for step in steps { last = max(last, finishes[step]) }
        return last
    }
}
