/// What one source saw of one host.
///
/// Providers outside the host are still addresses or names (`AssetID.external`); unification finds out what they are.
package struct HostObservation: Sendable {
    package var assets: [Asset]
    package var dependencies: [Dependency]
    package var profile: HostProfile
    package var blindSpots: [BlindSpot]
    /// Bytes that came over the wire.
    package var bytesRead: Int
    /// Names that this host gives to addresses in a table of its own, such as /etc/hosts; loopback left out.
    package var names: [NamedAddress]

    package init(
        assets: [Asset], dependencies: [Dependency], profile: HostProfile, blindSpots: [BlindSpot], bytesRead: Int,
        names: [NamedAddress] = []
    ) {
        self.assets = assets
        self.dependencies = dependencies
        self.profile = profile
        self.blindSpots = blindSpots
        self.bytesRead = bytesRead
        self.names = names
    }
}

/// A name with one of the addresses it stands for.
package struct NamedAddress: Hashable, Sendable {
    package let name: String
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
