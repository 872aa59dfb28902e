import Assurance
package import Contracts

extension ConfigurationDocument {
    /// The commented file for `configuration`; sections without entries show an example instead.
    package static func text(of configuration: Configuration) -> String {
        let sections = [
            head(configuration), hosts(configuration), applications(configuration), repositories(configuration),
            approvers(configuration), incidents(configuration), targets(configuration), media(configuration),
            secrets(configuration), audit(configuration), kit(configuration), engines(configuration),
            judges(configuration), acceptedRisks(configuration),
        ]
        return sections.joined(separator: "\n")
    }

    private static func head(_ configuration: Configuration) -> String {
        """
        # What groundup needs to know of this estate. Everything else it discovers.
        # Secrets are never written here: "file:/path", "env:NAME" or "secret:NAME" says where they are.
        version: \(version)
        estate: \(YAMLText.scalar(configuration.estate))
        \(configuration.sshConfiguration.map { "ssh: {config: \(YAMLText.scalar($0))}" } ?? "# ssh: {config: ssh_config}")

        """
    }

    private static func hosts(_ configuration: Configuration) -> String {
        var lines = ["# The hosts to collect from and, after a loss, to rebuild."]
        lines.append(configuration.hosts.isEmpty ? "hosts: []" : "hosts:")
        lines += configuration.hosts.map { host in
            guard host.address != nil || host.target != nil || host.site != nil else {
                return "  - \(YAMLText.scalar(host.name))"
            }
            return "  - "
                + YAMLText.flow([
                    ("name", host.name), ("address", host.address), ("target", host.target), ("site", host.site),
                ])
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func repositories(_ configuration: Configuration) -> String {
        let entries = configuration.repositories.map { entry in
            let plain = YAMLText.flow([
                ("name", entry.name), ("engine", entry.engine), ("url", entry.url), ("via", entry.via),
                ("password", entry.password), ("site", entry.safety.site),
                ("immutable", entry.safety.immutableFor.map(DurationText.text)),
            ])
            let settings = entry.settings.sorted { $0.key < $1.key }.map { ($0.key, Optional($0.value)) }
            let more =
                (entry.safety.isAppendOnly ? ["append-only: true"] : [])
                + (settings.isEmpty ? [] : ["settings: \(YAMLText.flow(settings))"])
            return more.isEmpty ? plain : "\(plain.dropLast()), \(more.joined(separator: ", "))}"
        }
        return YAMLText.section(
            "repositories",
            about: "Backup repositories. `via` is the ssh destination by which the controller reaches one.\n"
                + "# Borg: {name: files, engine: borg, url: \"ssh://backup@vault1/srv/borg/files\", password: \"file:/path\"}",
            entries: entries,
            example: "{name: shop, engine: restic, url: \"sftp:backup@vault1:/srv/restic/shop\", "
                + "via: vault1, password: \"file:/path\"}")
    }

    private static func targets(_ configuration: Configuration) -> String {
        let entries = configuration.targets.map { target in
            let settings = target.settings.sorted { $0.key < $1.key }.map { (key: $0.key, value: Optional($0.value)) }
            return "{name: \(YAMLText.scalar(target.name)), kind: \(YAMLText.scalar(target.kind)), "
                + (target.isIsolated ? "isolated: true, " : "")
                + "settings: \(YAMLText.flow(settings.map { ($0.key, $0.value) }))}"
        }
        return YAMLText.section(
            "targets", about: "Where hosts are rebuilt. Without one: on the same host, over ssh.", entries: entries,
            example: "{name: lab, kind: nspawn, settings: {namespace: gu-shop}}")
    }

    private static func media(_ configuration: Configuration) -> String {
        let entries = configuration.media.map { YAMLText.flow([("path", $0.path), ("sha256", $0.digest)]) }
        return YAMLText.section(
            "media", about: "Packages that no signed archive offers, each pinned by its hash.", entries: entries,
            example: "{path: order-service_1.0_all.deb, sha256: ...}")
    }
}
