/// A secret that a program tells, such as `pass show backup/shop`.
package struct SecretEntry: Hashable, Sendable {
    package var name: String
    /// The program and its arguments; never a shell's text.
    package var command: [String]
    /// Variables that the program needs besides PATH and HOME.
    package var environment: [String: String]

    package init(name: String, command: [String], environment: [String: String] = [:]) {
        self.name = name
        self.command = command
        self.environment = environment
    }
}

/// Where signed heads of the audit record go.
package struct AuditEntry: Hashable, Sendable {
    /// A file that they are appended to, best on another disk or machine.
    package var file: String?
    /// An address that each is sent to.
    package var webhook: String?
    package var usesSyslog: Bool

    package init(file: String? = nil, webhook: String? = nil, usesSyslog: Bool = false) {
        self.file = file
        self.webhook = webhook
        self.usesSyslog = usesSyslog
    }
}

/// What recovery kits hold besides what their plans need.
package struct KitEntry: Hashable, Sendable {
    /// Public keys of the people who can open a kit's secrets: of age, or of ssh.
    package var recipients: [String]
    /// Debian packages that a bare machine needs besides those that groundup itself does.
    package var tools: [String]

    package init(recipients: [String] = [], tools: [String] = []) {
        self.recipients = recipients
        self.tools = tools
    }
}
