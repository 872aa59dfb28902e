package import Estate

/// Something without which nothing is restored, and which comes back only by a restoration.
package struct Deadlock: Hashable, Sendable {
    /// What closes the circle.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The password of a repository lies in what the repository restores.
        case password
        /// The name of a repository's host is resolved by what the repository restores.
        case name
        /// The login on a repository's host is checked by what the repository restores.
        case identity
        /// groundup itself is lost together with what it restores.
        case controller
        /// A circle of recover-phase dependencies that were observed or imported.
        case circle
    }

    package let kind: Kind
    /// The repository, the controller's host, or the first asset of the circle.
    package let subject: String
    /// The repositories on the circle, the first one repeated at the end; one alone when nothing brings the need back.
    package let circle: [String]
    /// The circle told step by step.
    package let words: String
    /// Assets on the way, in order.
    package let assets: [AssetID]
    /// Where the needed thing lies now, such as `/etc/restic/password on app1`.
    package let key: String
    /// What to do about it, in one or two sentences.
    package let remedy: String
    /// The hosts whose restoration waits for it, sorted.
    package let hosts: [AssetID]
    /// Everything on the way was seen; otherwise there may be another way.
    package let isCertain: Bool
}
