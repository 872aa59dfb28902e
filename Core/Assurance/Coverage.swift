package import Estate

/// The restore point that holds a subject.
package struct HeldPoint: Hashable, Sendable {
    package let key: PointKey
    package let takenAt: Instant
    /// The moment whose data it holds: for a dump, when the dump was written; for a continuous backup, the end of its window.
    package let dataFrom: Instant
    /// The engine backed the application up as a whole, and brings it back without a dump.
    package let isWhole: Bool
    /// Seconds from `dataFrom` to the assessment.
    package let age: Int64
}

/// Whether a subject could be restored, and from what.
package enum Coverage: Hashable, Sendable {
    case covered(HeldPoint)
    /// Held, but older than what may be lost, in seconds.
    case stale(HeldPoint, limit: Int64)
    /// Some of its paths are not in the restore point.
    case partly(HeldPoint, missing: [String])
    /// Could not be found out; never counts as covered.
    case unknown(String)
    case uncovered(String)
    /// Somebody answers for it not being covered; a restore point may hold some of it all the same.
    case excluded(AcceptedRisk, held: HeldPoint?)

    /// The word for it in reports.
    package var word: String {
        switch self {
        case .covered: "covered"
        case .stale: "stale"
        case .partly: "partly"
        case .unknown: "unknown"
        case .uncovered: "uncovered"
        case .excluded: "excluded"
        }
    }

    /// Every word, best first.
    package static let words = ["covered", "excluded", "stale", "partly", "unknown", "uncovered"]

    /// From 0 for covered to 5 for uncovered.
    package var rank: Int {
        switch self {
        case .covered: 0
        case .excluded: 1
        case .stale: 2
        case .partly: 3
        case .unknown: 4
        case .uncovered: 5
        }
    }

    /// It could be restored, or somebody answers for it.
    package var isAcceptable: Bool { rank <= 1 }

    /// The restore point it would come from.
    package var point: HeldPoint? {
        switch self {
        case .covered(let point), .stale(let point, _), .partly(let point, _): point
        case .excluded(_, let point): point
        case .unknown, .uncovered: nil
        }
    }

    /// What stands behind the word, in one sentence; empty for covered.
    package var reason: String {
        switch self {
        case .covered: ""
        case .stale(let point, let limit):
            "the data is \(Age.text(point.age)) old; at most \(Age.text(limit)) may be lost"
        case .partly(let point, let missing):
            "\(missing.count) of its paths \(missing.count == 1 ? "is" : "are") not in \(point.key.repository): "
                + missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? ", ..." : "")
        case .unknown(let reason), .uncovered(let reason): reason
        case .excluded(let risk, _): "\(risk.owner) accepts that: \(risk.because)"
        }
    }
}

/// Ages in words.
package enum Age {
    /// `45s`, `90m`, `26h`, `5d`: rounded down to a unit of which there are at least two.
    package static func text(_ seconds: Int64) -> String {
        for (size, unit) in [(86_400, "d"), (3_600, "h"), (60, "m")] as [(Int64, String)] where seconds >= 2 * size {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}
