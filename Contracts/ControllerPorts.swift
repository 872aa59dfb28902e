package import Assurance

/// What ssh is told to connect to for the sake of a repository.
package struct SSHDestination: Hashable, Sendable {
    package let repository: String
    /// The host as it is written, before the ssh configuration makes something else of it.
    package let host: String
    /// The account that is asked for; `nil` leaves it to the ssh configuration.
    package let login: String?

    package init(repository: String, host: String, login: String?) {
        self.repository = repository
        self.host = host
        self.login = login
    }
}

/// Says what the machine that groundup runs on is, and how it reaches repositories.
package protocol ControllerFactsSource: Sendable {
    /// Reads it anew, without connecting anywhere; what could not be seen is in the facts.
    func facts(reaching destinations: [SSHDestination]) async -> ControllerFacts
}
