import Contracts

/// How an SFTP repository is reached: restic splits this text into words itself, so each part has to be plain.
struct ResticTransport: Hashable, Sendable {
    let command: String

    /// Nothing for repositories that are not reached over SFTP.
    init?(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        guard repository.url.hasPrefix("sftp:") else { return nil }
        let (user, host) = Self.userAndHost(repository.url.dropFirst(5))
        var words = ["ssh"]
        if let sshConfiguration { words += ["-F", sshConfiguration] }
        words += ["-o", "BatchMode=yes", "-o", "ConnectTimeout=15"]
        let destination = repository.via ?? host
        if let user, !destination.contains("@") { words += ["-l", user] }
        words += [destination, "-s", "sftp"]
        if let wrong = words.first(where: { !Self.isPlain($0) }) {
            throw EngineFailure(.network, "'\(wrong.prefix(60))' cannot be part of an ssh command")
        }
        guard !destination.hasPrefix("-"), !destination.isEmpty, user?.hasPrefix("-") != true else {
            throw EngineFailure(.network, "'\(destination.prefix(60))' is no ssh destination")
        }
        command = words.joined(separator: " ")
    }

    /// `user@host:/path` or `//user@host:port//path`.
    private static func userAndHost(_ text: Substring) -> (user: String?, host: String) {
        let isURL = text.hasPrefix("//")
        let authority = isURL ? text.dropFirst(2).prefix { $0 != "/" } : text.prefix { $0 != ":" }
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let host = String((parts.last ?? "").prefix { $0 != ":" })
        return (parts.count == 2 ? String(parts[0]) : nil, host)
    }

    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "._-/@:+=%,".utf8.contains(byte)
            }
    }
}
