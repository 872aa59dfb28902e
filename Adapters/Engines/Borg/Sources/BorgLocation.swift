import Contracts

/// Where a Borg repository lies: an absolute path, or `ssh://[user@]host[:port]/path`.
struct BorgLocation: Hashable, Sendable {
    /// As Borg is told it; `via` has taken the place of the host.
    let text: String
    /// How ssh is started, where it is: Borg splits this into words itself, so each has to be plain.
    let transport: String?

    init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        let url = repository.url
        guard url.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), !url.contains("::") else {
            throw EngineFailure(.noRepository, "'\(url.prefix(80))' is no repository")
        }
        if url.hasPrefix("/") {
            text = url
            transport = nil
            return
        }
        guard url.hasPrefix("ssh://") else {
            throw EngineFailure(
                .noRepository, "expected an absolute path or ssh://user@host/path, found '\(url.prefix(80))'")
        }
        text = try Self.address(url, via: repository.via)
        var words = ["ssh"]
        if let sshConfiguration { words += ["-F", sshConfiguration] }
        words += [
            "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "LogLevel=ERROR",
        ]
        if let wrong = words.first(where: { !Self.isPlain($0) }) {
            throw EngineFailure(.network, "'\(wrong.prefix(60))' cannot be part of an ssh command")
        }
        transport = words.joined(separator: " ")
    }

    private static func address(_ url: String, via: String?) throws(EngineFailure) -> String {
        let rest = url.dropFirst("ssh://".utf8.count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let parts = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let user = parts.count == 2 ? String(parts[0]) : nil
        var host = String(parts.last ?? "")
        // An alias decides its own port; a user given in the address counts either way.
        if let via { host = via }
        let hasUser = host.contains("@")
        let destination = hasUser || user == nil ? host : "\(user ?? "")@\(host)"
        guard isPlain(destination), !destination.hasPrefix("-"), !host.hasPrefix("-"), path.count > 1 else {
            throw EngineFailure(.network, "'\(destination.prefix(60))' is no ssh destination")
        }
        return "ssh://\(destination)\(path)"
    }

    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "._-/@:+=%,".utf8.contains(byte)
            }
    }
}
