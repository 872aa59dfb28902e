import Contracts
import EngineParts

/// Builds the argv of rclone for one repository; what opens a remote is in a file for this question alone.
struct RcloneCommand: Sendable {
    /// A copy of the configuration, into which rclone may write renewed tokens; empty for none at all.
    let configuration: String

    func version() -> ProcessRequest { request(["version"]) }

    /// Every entry below, one a line, between `[` and `]`.
    func list(_ path: String) -> ProcessRequest { request(["lsjson", "-R", "--links", "--no-mimetype", path]) }

    func folders(_ path: String) -> ProcessRequest { request(["lsjson", "--dirs-only", "--no-mimetype", path]) }

    func entry(_ path: String) -> ProcessRequest { request(["lsjson", "--stat", "--no-mimetype", path]) }

    /// The names of the remotes and what each is.
    func remotes() -> ProcessRequest { request(["listremotes", "--long"]) }

    /// Tells which names of an encrypted remote its password does not open, which rclone leaves out without a word else.
    func undecryptable(_ remote: String) -> ProcessRequest { request(["lsjson", "-R", "-vv", "\(remote):"]) }

    func print(_ path: String) -> ProcessRequest { request(["cat", path]) }

    /// Reads every byte, instead of asking the remote for the sums that it remembers.
    func check(_ sums: String, _ path: String) -> ProcessRequest {
        request(["checksum", "sha256", sums, path, "--download", "--links", "--combined", "-"])
    }

    func read(_ path: String) -> ProcessRequest { request(["hashsum", "md5", path, "--download", "--links"]) }

    /// - Parameter list: a file with the names to copy, one a line; `nil` for all.
    func copy(_ path: String, _ list: String?, to folder: String) -> ProcessRequest {
        request(["copy"] + (list.map { ["--files-from-raw", $0] } ?? []) + [path, folder])
    }

    private func request(_ arguments: [String]) -> ProcessRequest {
        ProcessRequest(
            "rclone",
            [
                "--config", configuration, "--ask-password=false", "--contimeout", "15s", "--timeout", "60s",
                "--retries",
                "1", "--low-level-retries", "3",
            ] + arguments)
    }
}
