internal import Contracts
internal import Estate
internal import RecoveryPlan

/// Where things are in a kit.
enum KitLayout {
    static let configuration = "groundup.yaml"
    static let depot = "state/depot"
    static let depotList = "state/depot/depot.json"
    static let secrets = "secrets.age"
    static let key = "key.pub"
    static let readme = "README.txt"
    static let prepare = "prepare"
    static let program = ["groundup", "program/groundup"]

    static func estate(_ digest: String) -> String { "documents/estates/\(digest).json" }
    static func plan(_ digest: String) -> String { "documents/plans/\(digest).json" }
    /// A decision on a plan, or without one a standing approval.
    static func decision(_ digest: String?, _ number: Int) -> String {
        "documents/decisions/\(digest ?? "standing")-\(number).json"
    }
    static func isDecision(_ path: String, on digest: String) -> Bool {
        path.hasPrefix("documents/decisions/\(digest)-")
    }
    static let incidents = "documents/incidents/"
    static func file(_ number: Int, _ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? "file"
        return "files/\(number)/\(name)"
    }

    /// Small enough to be judged as a whole when the kit is verified.
    static func isDocument(_ path: String) -> Bool {
        path.hasPrefix("documents/") || path == configuration || path == depotList || path == key || path == secrets
            || path.hasPrefix("manifest.json")
    }
}

extension Plan {
    /// References of all secrets that its steps need, sorted.
    var secretReferences: [String] { Set(steps.flatMap { $0.secrets.map(\.reference) }).sorted() }

    /// Names of the packages that its steps install.
    var packageNames: Set<String> {
        Set(
            steps.flatMap(\.parameters).filter { $0.name == "GU_PACKAGES" }
                .flatMap { $0.value.split(separator: "\n").map(String.init) })
    }
}

extension Workplace {
    /// Debian packages that a bare machine needs to restore from a kit; `groundup media fill` brings them, too.
    package var kitTools: [String] {
        let kinds = Set(configuration.targets.map(\.kind))
        let used = Set(configuration.repositories.map(\.engine))
        let adapters =
            engines.filter { used.contains($0.name) }.flatMap(\.packages)
            + targets.filter { kinds.contains($0.kind) }.flatMap(\.packages)
        let base = ["age", "debian-archive-keyring", "gpgv", "libc-bin", "openssh-client", "zstd"]
        return Set(base + adapters + configuration.kit.tools).sorted()
    }
}
