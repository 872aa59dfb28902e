package import Estate

/// Finds the collected host behind a name or an address.
package struct HostNames: Sendable {
    private let hosts: [String: AssetID]

    package init(_ estate: Estate) {
        var hosts: [String: AssetID] = [:]
        for host in estate.hosts {
            hosts[host.id.text.lowercased()] = host.id
            guard let profile = estate.profiles[host.id] else { continue }
            hosts[profile.fullName.lowercased()] = host.id
            for address in profile.addresses { hosts[address.address.lowercased()] = host.id }
        }
        self.hosts = hosts
    }

    /// The host that `name` means; `nil` when it was not collected.
    package func host(_ name: String) -> AssetID? { hosts[name.lowercased()] }
}
