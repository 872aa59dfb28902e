/// Why there is no schedule.
package enum SchedulingError: Error, Hashable, Sendable {
    /// Each step needs the next one, the last one needs the first.
    case circle([Int])
    /// The step holds more of the resource than there is.
    case tooWide(step: Int, resource: Int)
    /// With this step the work takes longer than `SchedulingProblem.limit` seconds, so its duration cannot be meant.
    case tooLong(step: Int)
    /// The problem contradicts itself.
    case malformed(String)
}
