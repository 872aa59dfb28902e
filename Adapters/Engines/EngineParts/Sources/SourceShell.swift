package import Contracts

/// Runs constant sh text where a repository lies: on the controller, or on the host that `via` names.
///
/// Data goes to its input, one a line; what else the text reads may follow the lines as it is.
package struct SourceShell: Sendable {
    private let via: String?
    private let configuration: String?
    /// Another host does the work, so nothing of it shows here.
    package var isRemote: Bool { via != nil }

    package init(_ repository: RepositoryEntry, sshConfiguration: String?) throws(EngineFailure) {
        if let via = repository.via, via.hasPrefix("-") || via.isEmpty {
            throw EngineFailure(.network, "'\(via.prefix(60))' is no ssh destination")
        }
        via = repository.via
        configuration = sshConfiguration
    }

    package func request(_ text: String, lines: [String], rest: [UInt8] = []) throws(EngineFailure) -> ProcessRequest {
        let input = try Self.input(lines, rest)
        guard let via else { return ProcessRequest("sh", ["-c", text], input: input) }
        let connection =
            (configuration.map { ["-F", $0] } ?? []) + [
                "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15",
            ]
        return ProcessRequest("ssh", connection + ["--", via, text], input: input)
    }

    /// Unpacks into `folder` on the controller the archive that `text` prints where the repository lies.
    package func unpacking(
        _ text: String, lines: [String], rest: [UInt8], to folder: String
    ) throws(EngineFailure) -> ProcessRequest {
        var environment = ["GU_PACK": text, "GU_TO": folder]
        if let via { environment["GU_VIA"] = via }
        if let configuration { environment["GU_SSH_CONFIG"] = configuration }
        return ProcessRequest(
            "sh", ["-c", RestoreParts.unpacking], environment: environment, input: try Self.input(lines, rest))
    }

    private static func input(_ lines: [String], _ rest: [UInt8]) throws(EngineFailure) -> [UInt8] {
        if let wrong = lines.first(where: { $0.utf8.contains(0x0A) || $0.utf8.contains(0) }) {
            throw EngineFailure(.unsupported, "'\(wrong.prefix(64))' cannot be asked for: it holds a line end")
        }
        return lines.flatMap { Array($0.utf8) + [0x0A] } + rest
    }
}
