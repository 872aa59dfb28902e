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
        transport = try EngineShell.sshCommand(sshConfiguration)
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
        guard EngineShell.isPlain(destination), !destination.hasPrefix("-"), !host.hasPrefix("-"), path.count > 1 else {
            throw EngineFailure(.network, "'\(destination.prefix(60))' is no ssh destination")
        }
        return "ssh://\(destination)\(path)"
    }
}
