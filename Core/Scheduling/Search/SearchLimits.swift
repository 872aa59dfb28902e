/// When a search ends.
struct SearchLimits {
    /// Schedules made at most, more or less the few that belong to the last improvement.
    let schedules: Int
    /// Nothing better exists.
    let bound: Score
    let shouldStop: () -> Bool

    func withSchedules(_ schedules: Int) -> SearchLimits {
        SearchLimits(schedules: schedules, bound: bound, shouldStop: shouldStop)
    }

    /// How many schedules to breed from: it grows with the root of what may be made, so that there is time to get somewhere.
    func population(of steps: Int) -> Int {
        let fitting = 1.2 * Double(min(schedules, 1_000_000)).squareRoot()
        let memory = 4_000_000 / max(1, steps)
        return max(4, min(Int(fitting), 1_000, memory))
    }
}
