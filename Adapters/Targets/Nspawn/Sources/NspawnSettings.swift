import Contracts
import Estate
import RecoveryPlan

/// The settings of a target of kind `nspawn`, checked.
struct NspawnSettings {
    let images: String
    private let machines: String
    private let namespace: String
    private let bridge: String
    private let prefix: String
    private let authorizedKey: String
    private let knownHosts: String

    static let required = ["machines", "namespace", "authorized-key", "known-hosts"]
    static let optional = ["bridge", "host-namespace-prefix", "images"]

    init(_ entry: TargetEntry) throws {
        let known = Self.required + Self.optional
        for name in entry.settings.keys.sorted() where !known.contains(name) {
            throw GroundupError(
                .configuration, "Target \(entry.name) has the unknown setting '\(name)'.",
                hint: "Settings of kind nspawn are: \(known.joined(separator: ", ")).")
        }
        func value(_ name: String) throws -> String {
            if let value = entry.settings[name], !value.isEmpty { return value }
            throw GroundupError(
                .configuration, "Target \(entry.name) lacks the setting '\(name)'.",
                hint: "A target of kind nspawn needs: \(Self.required.joined(separator: ", ")).")
        }
        machines = try value("machines")
        namespace = try value("namespace")
        authorizedKey = try value("authorized-key")
        knownHosts = try value("known-hosts")
        bridge = entry.settings["bridge"] ?? "br0"
        prefix = entry.settings["host-namespace-prefix"] ?? "\(namespace)-"
        images = entry.settings["images"] ?? "/var/cache/groundup/images"
        for (name, path) in [("machines", machines), ("images", images)] where !path.hasPrefix("/") {
            throw GroundupError(
                .configuration, "Setting '\(name)' of target \(entry.name) is '\(path)'; expected an absolute path.",
                hint: "Begin it with /.")
        }
    }

    func parameters(for host: AssetID) -> [Parameter] {
        [
            Parameter(name: "GU_MACHINES", value: machines),
            Parameter(name: "GU_NAMESPACE", value: namespace),
            Parameter(name: "GU_BRIDGE", value: bridge),
            Parameter(name: "GU_HOST_NAMESPACE", value: prefix + host.text),
            Parameter(name: "GU_AUTHORIZED_KEY", value: authorizedKey),
            Parameter(name: "GU_KNOWN_HOSTS", value: knownHosts),
        ]
    }
}
