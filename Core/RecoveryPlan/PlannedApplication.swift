package import Estate

/// An application with the checks that tell whether it serves again.
package struct PlannedApplication: Hashable, Sendable {
    package let name: String
    package let entries: [AssetID]
    package let checks: [ApplicationCheck]
    /// Seconds within which it has to serve again; `nil` when nobody said.
    package let recoveryTime: Int?
    /// How much a second of delay weighs beside the other applications; at least 1.
    package let priority: Int

    package init(
        name: String, entries: [AssetID], checks: [ApplicationCheck], recoveryTime: Int? = nil, priority: Int = 1
    ) {
        self.name = name
        self.entries = entries
        self.checks = checks
        self.recoveryTime = recoveryTime
        self.priority = max(priority, 1)
    }
}

/// An HTTP request, after a login where there is one, whose answer shows that an application serves.
package struct ApplicationCheck: Hashable, Sendable {
    /// The host that sends the requests.
    package let from: AssetID
    package let url: String
    package let expect: String?
    package let loginURL: String?
    package let user: String?
    /// A secret reference such as `file:/path`.
    package let password: String?

    package init(
        from: AssetID, url: String, expect: String?, loginURL: String?, user: String?, password: String?
    ) {
        self.from = from
        self.url = url
        self.expect = expect
        self.loginURL = loginURL
        self.user = user
        self.password = password
    }
}
