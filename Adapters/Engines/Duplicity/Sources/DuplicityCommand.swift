import Contracts
import EngineParts

/// Builds the argv and the environment of duplicity for one question; no secret is ever among the arguments.
struct DuplicityCommand: Sendable {
    /// What it logs for programs goes to standard output, and what is for people nowhere.
    private static let start = "exec duplicity \"$@\" --log-fd 3 3>&1 1>/dev/null"
    private let location: DuplicityLocation
    private let folder: ScratchFolder
    private let passphrase: String?
    private let environment: [String: String]

    /// - Parameter folder: empty; duplicity remembers nothing of other times there.
    init(_ location: DuplicityLocation, folder: ScratchFolder, passphrase: String?) {
        self.location = location
        self.folder = folder
        self.passphrase = passphrase
        var environment = ["GNUPGHOME": location.keys ?? folder.path]
        if let passphrase { environment["PASSPHRASE"] = passphrase }
        self.environment = environment
    }

    func version() -> ProcessRequest { ProcessRequest("duplicity", ["--version"], environment: environment) }

    func status() -> ProcessRequest { request("collection-status", [location.url]) }

    func list(_ time: String) -> ProcessRequest { request("list-current-files", ["--time", time, location.url]) }

    /// Compares with nothing: every volume is read, checked and decoded all the same.
    func verify(_ time: String, empty: String) -> ProcessRequest {
        request("verify", ["--time", time, location.url, empty])
    }

    /// - Parameter name: relative to what was backed up; `nil` for all of it.
    func restore(_ time: String, _ name: String?, to target: String) -> ProcessRequest {
        let only = name.map { ["--file-to-restore", $0] } ?? []
        return request("restore", ["--time", time, "--numeric-owner"] + only + [location.url, target])
    }

    /// Decrypts a small file of the repository.
    func decrypt(_ file: String) -> ProcessRequest {
        ProcessRequest(
            "gpg",
            [
                "--batch", "--quiet", "--no-autostart", "--pinentry-mode", "loopback", "--passphrase-fd", "0",
                "--decrypt", "\(location.path)/\(file)",
            ], environment: ["GNUPGHOME": location.keys ?? folder.path], input: Array("\(passphrase ?? "")\n".utf8))
    }

    private func request(_ action: String, _ arguments: [String]) -> ProcessRequest {
        let options =
            ["--archive-dir", "\(folder.path)/archive", "--tempdir", folder.path]
            + (passphrase == nil && location.keys == nil ? ["--no-encryption"] : [])
        return ProcessRequest(
            "sh", ["-c", Self.start, "sh", action] + options + arguments, environment: environment)
    }
}
