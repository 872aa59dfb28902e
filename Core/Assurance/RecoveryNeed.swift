internal import Estate

/// Something that using a repository needs; any one of its providers meets it.
struct RecoveryNeed: Hashable, Sendable {
    let kind: Deadlock.Kind
    /// In order; never empty.
    let providers: [RecoveryProvider]
}

/// Something on a host that meets a need.
struct RecoveryProvider: Hashable, Sendable {
    /// The collected host; `nil` when it stands outside the estate and outlives every loss.
    let host: AssetID?
    /// What has to come back of the host; `nil` for all of it.
    let path: String?
    /// What stands for it among the assets.
    let asset: AssetID?
    /// How it reads in `After a loss, ... comes back only from`.
    let place: String
    /// A sentence that says how the repository comes to need it.
    let told: String
}
