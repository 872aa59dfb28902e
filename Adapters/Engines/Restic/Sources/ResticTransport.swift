import Contracts

/// How an SFTP repository is reached: restic splits this text into words itself, so each part has to be plain.
struct ResticTransport: Hashable, Sendable {
    let command: String

    /// Nothing for repositories that are not reached over SFTP.
    init?(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        guard repository.url.hasPrefix("sftp:") else { return nil }
        let (user, host) = Self.userAndHost(repository.url.dropFirst(5))
        let destination = repository.via ?? host
        let account = destination.contains("@") ? nil : user
        guard !destination.hasPrefix("-"), !destination.isEmpty, user?.hasPrefix("-") != true else {
            throw EngineFailure(.network, "'\(destination.prefix(60))' is no ssh destination")
        }
        command = try EngineShell.sshCommand(
            sshConfiguration, (account.map { ["-l", $0] } ?? []) + [destination, "-s", "sftp"])
    }

    /// `user@host:/path` or `//user@host:port//path`.
    private static func userAndHost(_ text: Substring) -> (user: String?, host: String) {
        let isURL = text.hasPrefix("//")
        let authority = isURL ? text.dropFirst(2).prefix { $0 != "/" } : text.prefix { $0 != ":" }
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let host = String((parts.last ?? "").prefix { $0 != ":" })
        return (parts.count == 2 ? String(parts[0]) : nil, host)
    }
}
