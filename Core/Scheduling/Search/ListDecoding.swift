/// An order of the steps, by number; a piece of memory that somebody else owns.
typealias StepList = UnsafeMutablePointer<Int32>

/// A way to turn an order of the steps into a schedule.
protocol ListDecoding: AnyObject {
    /// Makes a schedule and rewrites `list` as the order that stands for it, so that equal schedules have equal lists.
    ///
    /// - Parameter hopeless: when it shows half-way that the score will be clearly worse than this, decoding may end with
    ///   `Score.worst`, and what was made is of no use. It still counts as a schedule.
    func decode(_ list: StepList, hopeless: Score) -> Score

    /// Schedules made so far, in the unit of the search's limit.
    var schedules: Int { get }

    /// Of the schedule made last, in seconds.
    var starts: [Int] { get }

    /// One of the starts, in any unit.
    func start(of step: Int) -> Int

    /// Of each step, that give the schedule made last again.
    var ranks: [Int] { get }

    /// Differs, but for rare accidents, between schedules; of the one made last.
    var fingerprint: UInt64 { get }
}

/// Mixes one more number into a fingerprint.
///
/// Source: FNV-1a's prime, with the high bits folded back.
@inline(__always)
func mixed(_ fingerprint: UInt64, _ number: Int) -> UInt64 {
    let product = (fingerprint ^ UInt64(truncatingIfNeeded: number)) &* 1_099_511_628_211
    return product ^ (product >> 29)
}
