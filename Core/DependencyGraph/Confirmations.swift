package import Estate

/// What people said of a dependency.
package enum Confirmation: Hashable, Sendable {
    /// The last to speak confirmed it.
    case confirmed(Evidence)
    /// The last to speak rejected it.
    case rejected(Evidence)
    /// It was confirmed and rejected at the same time: it is kept, and somebody has to look.
    case contradictory(confirmed: Evidence, rejected: Evidence)

    /// What the last word on a dependency was; `nil` when nobody said anything.
    ///
    /// The later word wins; of words of the same time neither does.
    package init?(_ dependency: Dependency) {
        func last(_ source: String) -> Evidence? {
            dependency.evidence.filter { $0.source == source }
                .max { ($0.lastSeen, $0.detail) < ($1.lastSeen, $1.detail) }
        }
        switch (last("confirmed"), last("rejected")) {
        case (nil, nil): return nil
        case (let confirmed?, nil): self = .confirmed(confirmed)
        case (nil, let rejected?): self = .rejected(rejected)
        case (let confirmed?, let rejected?):
            if confirmed.lastSeen == rejected.lastSeen {
                self = .contradictory(confirmed: confirmed, rejected: rejected)
            } else {
                self = confirmed.lastSeen > rejected.lastSeen ? .confirmed(confirmed) : .rejected(rejected)
            }
        }
    }
}

/// An estate without the dependencies that people rejected, and what was decided on the way.
package struct SettledEstate: Hashable, Sendable {
    package let estate: Estate
    /// Left out because the last word was a rejection, in the order of their keys.
    package let rejected: [Dependency]
    /// Kept although a rejection is as recent as the confirmation, in the order of their keys.
    package let contradictory: [Dependency]

    package init(_ estate: Estate) {
        var kept: [Dependency] = []
        var rejected: [Dependency] = []
        var contradictory: [Dependency] = []
        for dependency in estate.dependencies {
            switch Confirmation(dependency) {
            case .rejected:
                rejected.append(dependency)
                continue
            case .contradictory: contradictory.append(dependency)
            case .confirmed, nil: break
            }
            kept.append(dependency)
        }
        var settled = estate
        settled.dependencies = kept
        self.estate = settled
        self.rejected = rejected
        self.contradictory = contradictory
    }

    /// The estate with each contradiction as a blind spot: what every command sees.
    package var withDoubts: Estate {
        var result = estate
        result.blindSpots += contradictory.map { dependency in
            BlindSpot(
                subject: "\(dependency.dependent) \(dependency.kind.rawValue) \(dependency.provider)",
                reason: "It was confirmed and rejected at the same time; it is kept until somebody decides.")
        }
        result.blindSpots.sort()
        return result
    }
}
