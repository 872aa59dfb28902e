/// What an asset is.
package enum AssetKind: String, Sendable, CaseIterable {
    /// A machine: physical, virtual or a container.
    case host
    /// Something that runs on a host and serves others.
    case service
    /// Data that a service or a person would miss.
    case dataset
    /// A network segment.
    case network
    /// Something that dependencies reach but that no source collected.
    case external
}

/// A socket on which a service accepts connections.
package struct Listener: Hashable, Comparable, Sendable {
    /// `tcp` or `udp`.
    package let transport: String
    /// The local address; `*` and `0.0.0.0` mean every address.
    package let address: String
    package let port: Int

    package init(transport: String, address: String, port: Int) {
        self.transport = transport
        self.address = address
        self.port = port
    }

    package static func < (left: Listener, right: Listener) -> Bool {
        (left.transport, left.port, left.address) < (right.transport, right.port, right.address)
    }
}

/// How much data a dataset holds, as far as it could be seen.
package struct DatasetProfile: Hashable, Sendable {
    /// The folder or file that holds the live data.
    package let path: String
    /// Bytes on disk; `nil` when it could not be read.
    package let bytes: Int64?
    /// Where a consistent copy is dumped to, when the live files must never be copied raw.
    package let dumpPath: String?
    /// How the dataset was found: `recipe`, `open-files`, `state-directory`, `unpackaged`.
    package let foundBy: String

    package init(path: String, bytes: Int64?, dumpPath: String?, foundBy: String) {
        self.path = path
        self.bytes = bytes
        self.dumpPath = dumpPath
        self.foundBy = foundBy
    }

    /// The path that a backup has to hold for this dataset to be protected.
    package var protectedPath: String { dumpPath ?? path }
}

/// One thing in the estate: a host, a service, a dataset, a network or something external.
package struct Asset: Hashable, Sendable {
    package let id: AssetID
    package let kind: AssetKind
    /// The host that carries it; `nil` for hosts and externals.
    package var host: AssetID?
    /// The recipe that recognised it, such as `postgresql`; `generic-service` is the fallback.
    package var recipe: String?
    /// The systemd unit, for services.
    package var unit: String?
    /// The Debian package that owns the unit, when one does.
    package var package: String?
    /// Where a service accepts connections, sorted.
    package var listeners: [Listener]
    /// Only for datasets.
    package var dataset: DatasetProfile?

    package init(
        id: AssetID, kind: AssetKind, host: AssetID? = nil, recipe: String? = nil, unit: String? = nil,
        package: String? = nil, listeners: [Listener] = [], dataset: DatasetProfile? = nil
    ) {
        self.id = id
        self.kind = kind
        self.host = host
        self.recipe = recipe
        self.unit = unit
        self.package = package
        self.listeners = listeners
        self.dataset = dataset
    }
}
