package import Estate

/// A restore point that people may choose, or the reason why there is none.
package struct PointOffer: Hashable, Sendable {
    package var question: Question
    package var answer: Answer
    /// Newer points that were passed over, newest first, each with the reason.
    package var passedOver: [PassedOver]

    package enum Question: String, Hashable, Sendable, CaseIterable {
        /// The newest point whose contents are good: for data.
        case newestGood = "newest-good"
        /// The newest point from before anybody got in: for what could carry them back in.
        case beforeCompromise = "before-compromise"
    }

    package enum Answer: Hashable, Sendable {
        case point(Chosen)
        case none(because: String)
    }

    package struct Chosen: Hashable, Sendable {
        package var point: PointRecord
        /// Seconds of changes that are lost by it, up to the moment of the question.
        package var lossSeconds: Int64
        /// How likely it is damaged all the same, from 0 to 1, at the stated rates of the detectors.
        package var damageProbability: Double
    }

    package struct PassedOver: Hashable, Sendable {
        package var id: String
        package var takenAt: Instant
        package var because: String
    }

    package var chosen: Chosen? {
        if case .point(let chosen) = answer { chosen } else { nil }
    }
}
