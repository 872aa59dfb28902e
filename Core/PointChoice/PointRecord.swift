package import Estate

/// What is known of one restore point of a dataset when a point has to be chosen.
package struct PointRecord: Hashable, Sendable {
    package var id: String
    package var takenAt: Instant
    package var integrity: Integrity
    package var contents: Contents
    /// What its difference from the point before says; evidence, never a verdict by itself.
    package var alarms: [ChurnAlarm]

    package init(
        id: String, takenAt: Instant, integrity: Integrity = .whole, contents: Contents, alarms: [ChurnAlarm] = []
    ) {
        self.id = id
        self.takenAt = takenAt
        self.integrity = integrity
        self.contents = contents
        self.alarms = alarms
    }

    /// Whether the engine can give back what it stored, on the whole chain of points that this one needs.
    package enum Integrity: Hashable, Sendable {
        case whole
        /// Nobody has looked, or the tool cannot tell.
        case notVerified(String)
        case broken(String)
    }

    /// What the detectors say of everything that it holds.
    package enum Contents: Hashable, Sendable {
        case clean
        /// How many of its contents are condemned.
        case condemned(Int)
        case notJudged(String)
    }

    /// Evidence of damage: condemned contents, or a change that no usual day makes.
    package var isAccused: Bool {
        if case .condemned = contents { return true }
        return !alarms.isEmpty
    }
}

/// How often the detectors in use are wrong about one restore point.
///
/// They are stated with every choice. The defaults are what `Documents/DataHealth.md` derives from measurements.
package struct DetectorRates: Hashable, Sendable {
    /// Of damaged points, the share that no detector accuses.
    package var missed: Double
    /// Of good points, the share that some detector accuses.
    package var falselyAccused: Double

    package static let usual = DetectorRates(missed: 0.03, falselyAccused: 0.01)

    /// Rates of exactly 0 or 1 would make some histories impossible.
    package init(missed: Double, falselyAccused: Double) {
        self.missed = min(max(missed, 1e-6), 1 - 1e-6)
        self.falselyAccused = min(max(falselyAccused, 1e-6), 1 - 1e-6)
    }
}
