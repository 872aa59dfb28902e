package import Assurance
package import Estate

/// Remembers which restore points every look at the repositories found.
///
/// What a call wrote is on disk when it returns, all of it or nothing. Several looks may be remembered at the same time, in
/// any order: the latest one that saw a point, or missed it, counts.
package protocol CoverageHistory: Sendable {
    /// Everything that is remembered.
    func pointHistory() async throws -> PointHistory

    /// Adds what one look found: points with when they were last seen, or first missed, and sizes.
    ///
    /// It keeps a bounded amount: points that are gone for more than 400 days, and all but the newest 400 sizes of an asset,
    /// are forgotten.
    func remember(_ look: PointHistory, at now: Instant) async throws
}
