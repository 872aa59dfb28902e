import Contracts

extension ConfigurationDocument {
    /// Secrets that programs tell.
    static func secrets(_ root: YAMLMapping) throws -> [SecretEntry] {
        guard let written = try root["secrets"]?.anyMapping() else { return [] }
        return try written.keys.sorted().compactMap { name in
            guard let value = written[name] else { return nil }
            guard NameRule.plain.allows(name) else {
                throw value.failure("'\(name.prefix(60))' cannot name a secret", hint: NameRule.plain.explanation)
            }
            let entry = try value.mapping(["command", "environment"])
            let command = try entry.required("command")
            let words = try command.list().map { try $0.line() }
            guard let program = words.first, !program.isEmpty, !program.hasPrefix("-") else {
                throw command.failure(
                    "the secret '\(name)' names no program", hint: "Write a list, such as [pass, show, backup/shop].")
            }
            var environment: [String: String] = [:]
            if let variables = try entry["environment"]?.anyMapping() {
                for key in variables.keys { environment[key] = try variables[key]?.line() }
            }
            return SecretEntry(name: name, command: words, environment: environment)
        }
    }

    static func audit(_ root: YAMLMapping) throws -> AuditEntry {
        guard let entry = try root["audit"]?.mapping(["file", "webhook", "syslog"]) else { return AuditEntry() }
        return AuditEntry(
            file: try entry["file"]?.filePath(), webhook: try entry["webhook"]?.webAddress(),
            usesSyslog: try entry["syslog"]?.flag() ?? false)
    }

    static func kit(_ root: YAMLMapping) throws -> KitEntry {
        guard let entry = try root["kit"]?.mapping(["recipients", "tools"]) else { return KitEntry() }
        return KitEntry(
            recipients: try entry.list("recipients").map { try $0.recipient() },
            tools: try entry.list("tools").map { try $0.name(as: "a package") })
    }

    static func secrets(_ configuration: Configuration) -> String {
        let about = "# Secrets that a program tells; elsewhere, \"secret:NAME\" refers to one.\n"
        guard !configuration.secrets.isEmpty else {
            return about + "# secrets:\n#   repository: {command: [pass, show, backup/shop]}\n"
        }
        let lines = configuration.secrets.map { entry in
            let environment =
                entry.environment.isEmpty
                ? "" : ", environment: \(YAMLText.flow(entry.environment.sorted { $0.key < $1.key }.map { ($0, $1) }))"
            return "  \(YAMLText.scalar(entry.name)): {command: \(list(entry.command))\(environment)}\n"
        }
        return about + "secrets:\n" + lines.joined()
    }

    static func audit(_ configuration: Configuration) -> String {
        let about = "# Where signed heads of the audit record are remembered besides the state: best on another disk.\n"
        let audit = configuration.audit
        guard audit != AuditEntry() else { return about + "# audit: {file: /mnt/other/groundup-anchors.jsonl}\n" }
        var flow = YAMLText.flow([("file", audit.file), ("webhook", audit.webhook)])
        if audit.usesSyslog { flow = flow == "{}" ? "{syslog: true}" : "\(flow.dropLast()), syslog: true}" }
        return about + "audit: \(flow)\n"
    }

    static func kit(_ configuration: Configuration) -> String {
        let about =
            "# Whose keys (age or ssh) open the secrets of a recovery kit, and packages that it brings besides.\n"
        let kit = configuration.kit
        guard kit != KitEntry() else { return about + "# kit: {recipients: [\"age1...\"]}\n" }
        return about + "kit: {recipients: \(list(kit.recipients)), tools: \(list(kit.tools))}\n"
    }

    private static func list(_ words: [String]) -> String {
        "[\(words.map(YAMLText.scalar).joined(separator: ", "))]"
    }
}

extension YAMLValue {
    /// A public key of age, or of ssh in one line.
    func recipient() throws -> String {
        let text = try line()
        let words = text.split(separator: " ")
        let isAge = words.count == 1 && text.hasPrefix("age1") && text.utf8.allSatisfy(Self.isWord)
        let isSSH = (2...3).contains(words.count) && ["ssh-ed25519", "ssh-rsa"].contains(words[0])
        guard isAge || isSSH else {
            throw failure(
                "'\(text.prefix(20))' is no public key that age encrypts to",
                hint: "Write \"age1...\" as age-keygen prints it, or an ssh-ed25519 or ssh-rsa public key.")
        }
        return isAge ? text : words.prefix(2).joined(separator: " ")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
    }
}
