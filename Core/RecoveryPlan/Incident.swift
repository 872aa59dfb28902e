package import Estate

/// Why a restoration is asked for.
package enum IncidentKind: String, Hashable, Sendable, CaseIterable {
    /// Hosts are gone; what was there is trusted.
    case disaster
    /// Somebody got in from outside: nothing that they could reach is trusted.
    case attack
    /// Somebody who was let in did harm.
    case malfeasance
    /// Data was lost or spoilt by mistake; the hosts are fine.
    case humanError = "human-error"
}

/// What happened, as far as it decides how to restore.
package struct Incident: Hashable, Sendable {
    package let kind: IncidentKind
    /// Restore points have to be older than this moment; `nil` admits every one.
    package let compromisedAt: Instant?
    /// The account of the person, for malfeasance.
    package let person: String?
    /// The id of the incident's record; `nil` where none was opened.
    package let record: String?

    package init(
        _ kind: IncidentKind, compromisedAt: Instant? = nil, person: String? = nil, record: String? = nil
    ) {
        self.kind = kind
        self.compromisedAt = compromisedAt
        self.person = person
        self.record = record
    }
}
