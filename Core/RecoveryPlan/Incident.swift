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

    package init(_ kind: IncidentKind, compromisedAt: Instant? = nil, person: String? = nil) {
        self.kind = kind
        self.compromisedAt = compromisedAt
        self.person = person
    }
}

/// What a kind of incident asks of a plan.
///
/// | kind | hosts | restore points | targets | credentials |
/// | --- | --- | --- | --- | --- |
/// | disaster | rebuilt | the newest | any | as they were |
/// | attack | rebuilt | before the compromise | isolated | renewed |
/// | malfeasance | rebuilt | before the deed | any | the person's are locked |
/// | human error | left as they are; data only | the newest, or before the mistake | in place | as they were |
package struct IncidentPolicy: Hashable, Sendable {
    /// Data is brought back on hosts that stand; nothing is installed.
    package let restoresInPlace: Bool
    /// Without a time of compromise nobody can tell which restore points are good.
    package let needsTime: Bool
    /// Hosts have to be rebuilt where the intruder cannot reach them.
    package let wantsIsolation: Bool
    /// Keys of hosts and of directories are made anew.
    package let renewsCredentials: Bool
    /// A person's accounts are locked.
    package let locksPerson: Bool

    package init(_ kind: IncidentKind) {
        restoresInPlace = kind == .humanError
        needsTime = kind == .attack
        wantsIsolation = kind == .attack
        renewsCredentials = kind == .attack
        locksPerson = kind == .malfeasance
    }
}
