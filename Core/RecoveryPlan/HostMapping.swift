package import Estate

/// A host that is rebuilt under another name or at another address.
package struct HostMapping: Hashable, Comparable, Sendable {
    package let host: AssetID
    /// The new fully qualified name; `nil` keeps it.
    package let fullName: String?
    /// The new address; `nil` keeps it.
    package let address: String?
    /// Length of the network prefix that goes with `address`, in bits; `nil` keeps it.
    package let prefixLength: Int?
    /// The gateway at the new place; `nil` keeps it.
    package let gateway: String?

    package init(
        host: AssetID, fullName: String? = nil, address: String? = nil, prefixLength: Int? = nil,
        gateway: String? = nil
    ) {
        self.host = host
        self.fullName = fullName
        self.address = address
        self.prefixLength = prefixLength
        self.gateway = gateway
    }

    package static func < (left: HostMapping, right: HostMapping) -> Bool { left.host < right.host }

    /// The host as it is to be rebuilt.
    package func applied(to profile: HostProfile) -> HostProfile {
        var result = profile
        if let fullName { result.fullName = fullName }
        if let address, let first = profile.addresses.first {
            result.addresses[0] = HostAddress(
                interface: first.interface, address: address, prefixLength: prefixLength ?? first.prefixLength,
                hardwareAddress: first.hardwareAddress)
        }
        if let gateway { result.gateway = gateway }
        return result
    }
}

extension Plan {
    /// The new addresses of hosts that do not come back where they were.
    package var movedHosts: [AssetID: String] {
        Dictionary(mappings.compactMap { mapping in mapping.address.map { (mapping.host, $0) } }) { first, _ in first }
    }
}

/// A place that names a host as it was, and has to name it as it will be.
package struct ChangedReference: Hashable, Comparable, Sendable {
    /// Whose configuration it is.
    package let host: AssetID
    /// Where it was seen, such as `/etc/order-service/config:3`.
    package let place: String
    package let old: String
    package let new: String
    /// The step that changes it; `nil` when a person has to, because the host is not rebuilt.
    package let changedBy: StepID?

    package init(host: AssetID, place: String, old: String, new: String, changedBy: StepID?) {
        self.host = host
        self.place = place
        self.old = old
        self.new = new
        self.changedBy = changedBy
    }

    package static func < (left: ChangedReference, right: ChangedReference) -> Bool {
        (left.host, left.place, left.old, left.new) < (right.host, right.place, right.old, right.new)
    }
}
