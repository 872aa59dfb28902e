/// How a dependent needs its provider.
package enum DependencyKind: String, Sendable, CaseIterable {
    case runsOn = "runs-on"
    case storesOn = "stores-on"
    case mounts
    case calls
    case resolvesWith = "resolves-with"
    case authenticatesWith = "authenticates-with"
    case keepsTimeWith = "keeps-time-with"
    case messagesVia = "messages-via"
    case configuredBy = "configured-by"
    case replicatesWith = "replicates-with"
    case startsAfter = "starts-after"
    case protectedBy = "protected-by"
    /// The provider holds the key that opens the dependent.
    case unlockedBy = "unlocked-by"
    case licensedBy = "licensed-by"
}

/// When a dependency matters: to start, to keep running, or to be restored.
package enum DependencyPhase: String, Sendable, CaseIterable {
    case start
    case run
    case recover
}

/// Whether the dependent fails without its provider or only works less well.
package enum DependencyStrength: String, Sendable, CaseIterable {
    case hard
    case soft
}

/// A moment: whole seconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }

    /// Whole seconds from `earlier` to this moment; negative when this one is earlier.
    package func seconds(since earlier: Instant) -> Int64 { seconds - earlier.seconds }
}

/// One observation that supports a dependency.
package struct Evidence: Hashable, Sendable {
    /// The kind of source: `socket`, `configuration`, `resolver`, `unit`, `open-file`, `recipe`, `declared`.
    package let source: String
    /// What was seen, such as a file with its line or a pair of socket addresses; never a secret.
    package let detail: String
    package let firstSeen: Instant
    package let lastSeen: Instant
    /// The rule that decided which side depends on which.
    package let directionRule: String

    package init(source: String, detail: String, firstSeen: Instant, lastSeen: Instant, directionRule: String) {
        self.source = source
        self.detail = detail
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.directionRule = directionRule
    }
}

/// What makes two observations the same dependency.
package struct DependencyKey: Hashable, Comparable, Sendable {
    package let dependent: AssetID
    package let provider: AssetID
    package let kind: DependencyKind
    package let phase: DependencyPhase

    package init(dependent: AssetID, provider: AssetID, kind: DependencyKind, phase: DependencyPhase) {
        self.dependent = dependent
        self.provider = provider
        self.kind = kind
        self.phase = phase
    }

    package static func < (left: DependencyKey, right: DependencyKey) -> Bool {
        (left.dependent, left.provider, left.kind.rawValue, left.phase.rawValue)
            < (right.dependent, right.provider, right.kind.rawValue, right.phase.rawValue)
    }
}

/// A need of one asset for another, with what supports it.
package struct Dependency: Hashable, Sendable {
    package let key: DependencyKey
    package var strength: DependencyStrength
    /// The application protocol, such as `postgresql` or `ldap`, where one is known.
    package var applicationProtocol: String?
    package var port: Int?
    /// Never empty: a dependency without evidence does not exist.
    package var evidence: [Evidence]

    package init(
        key: DependencyKey, strength: DependencyStrength, applicationProtocol: String? = nil, port: Int? = nil,
        evidence: [Evidence]
    ) {
        self.key = key
        self.strength = strength
        self.applicationProtocol = applicationProtocol
        self.port = port
        self.evidence = evidence
    }

    package var dependent: AssetID { key.dependent }
    package var provider: AssetID { key.provider }
    package var kind: DependencyKind { key.kind }
    package var phase: DependencyPhase { key.phase }
}
