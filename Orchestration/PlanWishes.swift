package import Estate
package import RecoveryPlan

/// What a person asks of a plan.
package struct PlanWishes: Hashable, Sendable {
    /// Names of applications, or ids of assets; empty for the whole estate.
    package var scope: [String] = []
    /// The hosts that are lost; empty for all of those in scope that carry no repository.
    package var lost: [String] = []
    package var incident = Incident(.disaster)
    /// Ids of assets that are left out.
    package var exclusions: [String] = []
    /// Ids of assets before which a person wants to be asked.
    package var holds: [RequestedHold] = []
    package var mappings: [HostMapping] = []
    /// The beginning of the digest of the estate to bring back; the newest when `nil`.
    package var estate: String?
    /// The target that every host is rebuilt on, whatever the configuration says; `nil` for that.
    package var target: String?
    /// The id of the incident that the plan is made under; it says what happened, and who asks.
    package var record: String?
    /// Data is brought back as it was at this moment; `nil` for the newest.
    package var moment: Instant?
    /// Ids of datasets that are put together: the newest whole point with each condemned file in its own newest clean version.
    package var composites: [String] = []
    /// Seconds by which the data of one application may be apart; `nil` when it does not matter.
    package var skew: Int64?
    /// Who asks for the plan.
    package var requestedBy: String?

    package init() {}
}
