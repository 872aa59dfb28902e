package import Contracts
import Estate

/// The file that a person writes, `groundup.yaml`, version 1.
///
/// Unknown keys, wrong types, duplicate names, hostile names, references to things that are not there and secrets
/// written out are errors that name line and column.
package enum ConfigurationDocument {
    /// The version that is written and the only one that is read.
    package static let version = 1

    private static let keys = [
        "version", "estate", "ssh", "hosts", "applications", "repositories", "approvers", "approvers-file", "approvals",
        "incidents", "targets", "media", "secrets", "audit", "kit", "engines", "judges", "accepted-risks",
    ]

    /// Reads the bytes of the file `name`, which have to be UTF-8.
    package static func read(_ bytes: [UInt8], name: String) throws -> Configuration {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StrictYAML.failure("\(name): not UTF-8 text", hint: "Save it as UTF-8.")
        }
        return try configuration(from: text, file: name)
    }

    /// Reads `text`; relative paths in it are relative to the folder of `file`.
    package static func configuration(from text: String, file: String) throws -> Configuration {
        let root = try StrictYAML.document(text, file: file).mapping(keys)
        try checkVersion(root)
        var configuration = Configuration(estate: try root.required("estate").name(as: "an estate"))
        configuration.sshConfiguration = try root["ssh"].flatMap { try $0.mapping(["config"])["config"]?.filePath() }
        // Targets before hosts before what names hosts, so that every reference can be checked where it stands.
        configuration.targets = try targets(root)
        configuration.hosts = try hosts(root, targets: configuration.targets)
        configuration.applications = try applications(root, hosts: configuration.hosts)
        configuration.repositories = try repositories(root)
        configuration.approvers = try approvers(root, applications: configuration.applications)
        configuration.approvals = try approvals(root, approvers: configuration.approvers)
        configuration.incidents = try incidents(root, approvers: configuration.approvers)
        configuration.media = try media(root)
        configuration.secrets = try secrets(root)
        configuration.audit = try audit(root)
        configuration.kit = try kit(root)
        configuration.engines = try engines(root)
        configuration.judges = try judges(root)
        configuration.acceptedRisks = try acceptedRisks(root, hosts: configuration.hosts)
        return configuration
    }

    private static func checkVersion(_ root: YAMLMapping) throws {
        let value = try root.required("version")
        let written = try value.integer(in: 1...1_000_000)
        guard written == version else {
            throw value.failure("version \(written) is not known", hint: "This groundup reads version \(version).")
        }
    }

    private static func targets(_ root: YAMLMapping) throws -> [TargetEntry] {
        var names = UniqueNames("target")
        return try root.list("targets").map { item in
            let entry = try item.mapping(["name", "kind", "settings", "isolated"])
            return TargetEntry(
                name: try names.add(entry.required("name")), kind: try entry.required("kind").name(as: "a kind"),
                settings: try entry["settings"]?.lines() ?? [:], isIsolated: try entry["isolated"]?.flag() ?? false)
        }
    }

    private static func hosts(_ root: YAMLMapping, targets: [TargetEntry]) throws -> [HostEntry] {
        var names = UniqueNames("host", rule: .host)
        let knownTargets = targets.map(\.name) + ["ssh"]
        return try root.required("hosts").list().map { item in
            if item.isText { return HostEntry(name: try names.add(item)) }
            let entry = try item.mapping(["name", "address", "target", "site"])
            return HostEntry(
                name: try names.add(entry.required("name")), address: try entry["address"]?.sshDestination(),
                target: try entry["target"]?.reference(to: knownTargets, what: "target"),
                site: try entry["site"]?.name(as: "a site"))
        }
    }

    private static func media(_ root: YAMLMapping) throws -> [MediaEntry] {
        var paths = UniqueNames("media", rule: .any)
        return try root.list("media").map { item in
            let entry = try item.mapping(["path", "sha256"])
            let path = try entry.required("path")
            _ = try paths.add(path)
            return MediaEntry(path: try path.filePath(), digest: try entry.required("sha256").sha256())
        }
    }
}
