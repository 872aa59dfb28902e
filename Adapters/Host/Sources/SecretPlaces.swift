package import Contracts
internal import Formats
internal import Glibc
package import RecoveryPlan

/// Finds secrets where references say: in files of the controller (`file:/path`), in groundup's own environment
/// (`env:NAME`), among the credentials that systemd gave it (`credential:NAME`), or told by a program that the
/// configuration names (`secret:NAME`).
///
/// One line end at the end of the value is no part of it. Programs run without a shell, with closed standard input and no
/// more of the environment than PATH, HOME and what the configuration gives; what they say on standard error is never
/// repeated, because it may hold the value.
package struct SecretPlaces: SecretResolver {
    /// Bytes that a secret may have.
    private static let limit = 64 << 10
    /// Seconds that a program may take.
    private static let patience = 60

    private let programs: [String: SecretEntry]
    private let runner: any ProcessRunner

    package init(_ programs: [SecretEntry] = [], runner: any ProcessRunner = SubprocessRunner()) {
        self.programs = Dictionary(programs.map { ($0.name, $0) }) { first, _ in first }
        self.runner = runner
    }

    package func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        var value = try await value(of: secret)
        if value.last == UInt8(ascii: "\n") { value.removeLast() }
        guard !value.isEmpty else { throw missing(secret, "is empty") }
        return ResolvedSecret(name: secret.name, value: value)
    }

    package func concern(about secret: SecretReference) -> String? {
        guard let path = try? file(of: secret) else { return nil }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & (S_IRWXG | S_IRWXO) != 0 else { return nil }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return "The secret \(secret.name) lies in \(path), which others may use (mode \(mode)): chmod 600 \(path)."
    }

    private func value(of secret: SecretReference) async throws -> [UInt8] {
        if let path = Self.kept(secret.reference) { return try readFile(path, limit: Self.limit) }
        if let path = try file(of: secret) { return try readFile(path, limit: Self.limit) }
        let (kind, name) = try parts(of: secret)
        switch kind {
        case "env":
            guard let value = getenv(name) else { throw missing(secret, "is not set") }
            return Array(String(cString: value).utf8)
        case "secret": return try await told(secret, name)
        default: throw missing(secret, "is none of file:/path, env:NAME, credential:NAME and secret:NAME")
        }
    }

    /// The file in memory that an opened recovery kit keeps it in; it wins, because what the reference names is down.
    private static func kept(_ reference: String) -> String? {
        guard let folder = getenv("GROUNDUP_SECRETS") else { return nil }
        let path = "\(String(cString: folder))/\(KitSecrets.fileName(of: reference))"
        return access(path, R_OK) == 0 ? path : nil
    }

    /// The file that holds it, for references that name one.
    private func file(of secret: SecretReference) throws -> String? {
        let (kind, name) = try parts(of: secret)
        guard kind == "credential" else { return kind == "file" ? name : nil }
        guard let folder = getenv("CREDENTIALS_DIRECTORY") else {
            throw missing(secret, "needs systemd's LoadCredential=; CREDENTIALS_DIRECTORY is not set")
        }
        guard !name.contains("/"), name != "..", name != "." else { throw missing(secret, "is no name") }
        return "\(String(cString: folder))/\(name)"
    }

    private func parts(of secret: SecretReference) throws -> (kind: String, name: String) {
        let parts = secret.reference.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw missing(secret, "is none of file:/path, env:NAME, credential:NAME and secret:NAME")
        }
        return (parts[0], parts[1])
    }

    private func told(_ secret: SecretReference, _ name: String) async throws -> [UInt8] {
        guard let entry = programs[name], let program = entry.command.first else {
            throw missing(secret, "is not among 'secrets' of the configuration")
        }
        let request = ProcessRequest(
            program, Array(entry.command.dropFirst()), environment: entry.environment, timeout: Self.patience,
            outputLimit: Self.limit)
        let result = try await runner.run(request)
        guard result.succeeded else {
            throw GroundupError(
                .configuration,
                "the secret \(secret.name), told by '\(program)' as \(secret.reference), did not come: "
                    + Self.words(result.outcome),
                hint: "Run the command of 'secrets: \(name)' yourself and see what it says, then resume.")
        }
        return result.output
    }

    private static func words(_ outcome: ProcessOutcome) -> String {
        switch outcome {
        case .exited(let code): "it ended with exit status \(code)"
        case .signalled(let number): "signal \(number) ended it"
        case .timedOut, .stalled: "it took longer than \(patience) s"
        case .outputTooLong: "it printed more than \(limit) bytes"
        }
    }

    private func missing(_ secret: SecretReference, _ problem: String) -> GroundupError {
        GroundupError(
            .configuration, "the secret \(secret.name), expected at \(secret.reference), \(problem)",
            hint: "Put it there on the controller, then resume.")
    }
}
