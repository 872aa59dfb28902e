package import Contracts
package import Estate
package import PointChoice

/// What is known of the restore points of one lineage, and which of them people may choose.
package struct PointReport: Hashable, Sendable {
    package var lineage: PointLineage
    /// Oldest first.
    package var points: [JudgedPoint] = []
    package var offers: [PointOffer] = []
    /// The moments that continuous backups can bring back, by the backup that each rests on; oldest first.
    package var windows: [Window] = []
    /// The newest whole point with its condemned files exchanged for older ones; `nil` when nothing is condemned in it.
    package var composite: Composite?
    /// Why nothing, or not all, could be judged.
    package var problems: [String] = []

    package struct Window: Hashable, Sendable {
        package var point: String
        package var earliest: Instant
        package var latest: Instant
        /// Why it ends where it ends.
        package var end: String
    }

    package struct Composite: Hashable, Sendable {
        package var base: String
        /// How many files come from which older point, newest first.
        package var older: [Part]
        /// Files for which there is no clean version, in order.
        package var leftOut: [String]

        package struct Part: Hashable, Sendable {
            package var point: String
            package var takenAt: Instant
            package var paths: [String]
        }
    }
}

/// One restore point with what was found in it.
package struct JudgedPoint: Hashable, Sendable {
    package var record: PointRecord
    /// Files in it.
    package var files = 0
    package var suspicious = 0
    package var notJudged = 0
    /// Paths that are condemned in it, with the reason; the first ones in order.
    package var condemned: [Condemned] = []
    /// From 0 to 1.
    package var damageProbability = 0.0

    package struct Condemned: Hashable, Sendable {
        package var path: String
        package var reason: String
    }

    /// The most that are named.
    static let named = 20
}
