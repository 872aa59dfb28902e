/// What the machine that groundup runs on says of itself, and of the way from it to each repository.
package struct ControllerFacts: Hashable, Sendable {
    /// Empty when it has none.
    package var machineID: String
    /// Its host name, and its fully qualified name where it knows one.
    package var names: [String]
    /// Without loopback ones.
    package var addresses: [String]
    /// The name servers that it asks in turn.
    package var nameservers: [NameServer]
    /// Names in small letters to which its own table, such as /etc/hosts, gives an address.
    package var table: Set<String>
    /// By repository: how it connects to it; a repository that is not here was not looked at.
    package var ways: [String: RepositoryWay]
    /// What groundup itself cannot do without: its state with the depot, and the configuration.
    package var keptPaths: [String]
    /// Places outside this machine that hold a copy of all that, as a person wrote them down.
    package var copies: [String]
    /// What could not be seen, in sentences.
    package var unseen: [String]

    package init(
        machineID: String = "", names: [String] = [], addresses: [String] = [], nameservers: [NameServer] = [],
        table: Set<String> = [], ways: [String: RepositoryWay] = [:], keptPaths: [String] = [], copies: [String] = [],
        unseen: [String] = []
    ) {
        self.machineID = machineID
        self.names = names
        self.addresses = addresses
        self.nameservers = nameservers
        self.table = table
        self.ways = ways
        self.keptPaths = keptPaths
        self.copies = copies
        self.unseen = unseen
    }

    /// Whether `name` needs no name server: it is an address, or the controller's own table has it.
    package func knows(_ name: String) -> Bool {
        let plain = name.lowercased()
        return AddressText.isAddress(plain) || table.contains(plain) || plain == "localhost"
    }
}

/// A name server of the controller.
package struct NameServer: Hashable, Sendable {
    package let address: String
    /// The file and line that names it, such as `/etc/resolv.conf:2`.
    package let seenIn: String

    package init(address: String, seenIn: String) {
        self.address = address
        self.seenIn = seenIn
    }
}

/// The machines through which the controller reaches a repository, the repository's own last.
package struct RepositoryWay: Hashable, Sendable {
    /// One connection of the way.
    package struct Hop: Hashable, Sendable {
        /// The name or address that is connected to, after what the ssh configuration makes of it.
        package let host: String
        /// The account that is logged in to; `nil` where there is no login.
        package let login: String?

        package init(host: String, login: String?) {
            self.host = host
            self.login = login
        }
    }

    package let hops: [Hop]
    /// What told: `the ssh configuration`, `its url`.
    package let seenIn: String

    package init(hops: [Hop], seenIn: String) {
        self.hops = hops
        self.seenIn = seenIn
    }
}

/// Tells addresses from names.
package enum AddressText {
    /// Whether `text` is an IPv4 or IPv6 address, which needs no name server.
    package static func isAddress(_ text: String) -> Bool {
        if text.utf8.contains(UInt8(ascii: ":")) { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
