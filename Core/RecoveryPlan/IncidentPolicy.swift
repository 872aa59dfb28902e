/// Where hosts may be rebuilt after an incident.
package enum IsolationDemand: String, Hashable, Sendable, CaseIterable {
    /// Anywhere.
    case any
    /// On isolated targets; others are named as a gap of the plan.
    case wanted
    /// On isolated targets; a plan with another one is refused.
    case required
}

/// What a kind of incident asks of a plan.
///
/// These are the defaults, which a configuration overrides one by one:
///
/// | kind | hosts | restore points | targets | credentials | accounts | forensic copies |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | disaster | rebuilt | the newest | any | as they were | as they were | none |
/// | attack | rebuilt | before the compromise | isolated wanted | renewed | as they were | kept |
/// | malfeasance | rebuilt | before the deed, where given | any | as they were | the person's are locked | kept |
/// | human error | stand; data only | the newest, or before the mistake | in place | as they were | as they were | set aside |
package struct IncidentPolicy: Hashable, Sendable {
    /// Data is brought back on hosts that stand; nothing is installed.
    ///
    /// It is what the kind means, so it is no setting.
    package let restoresInPlace: Bool
    /// Without a time of compromise nobody can tell which restore points are good, so the plan is refused.
    package var needsTime: Bool
    /// Whether hosts have to be rebuilt where the intruder cannot reach them.
    package var isolation: IsolationDemand
    /// Keys of hosts and of directories are made anew.
    package var renewsCredentials: Bool
    /// A person's accounts are locked.
    package var locksPerson: Bool
    /// What an earlier machine left is kept before a host is rebuilt in its place.
    package var keepsForensicCopies: Bool

    /// The defaults for `kind`.
    package init(_ kind: IncidentKind) {
        restoresInPlace = kind == .humanError
        needsTime = kind == .attack
        isolation = kind == .attack ? .wanted : .any
        renewsCredentials = kind == .attack
        locksPerson = kind == .malfeasance
        keepsForensicCopies = kind == .attack || kind == .malfeasance
    }
}
