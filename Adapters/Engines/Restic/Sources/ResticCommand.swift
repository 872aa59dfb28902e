import Contracts
import RecoveryPlan

/// Builds the argv and the environment of restic for one repository; no secret is ever among the arguments.
struct ResticCommand: Sendable {
    private let arguments: [String]
    private let environment: [String: String]

    init(_ repository: RepositoryEntry, sshConfiguration: String?, environment: [String: String]) throws {
        guard !repository.url.hasPrefix("-"), !repository.url.isEmpty else {
            throw ResticFailure.missing("'\(repository.url)' is no repository")
        }
        var arguments = ["--repo", repository.url, "--no-cache", "--no-lock", "--json"]
        if let transport = try ResticTransport(repository, sshConfiguration: sshConfiguration) {
            arguments += ["-o", "sftp.command=\(transport.command)"]
        }
        self.arguments = arguments
        self.environment = environment
    }

    /// How restic is told its password: by the name of a file, or through its own environment.
    static func environment(password reference: String, secrets: any SecretResolver) async throws -> [String: String] {
        if reference.hasPrefix("file:") { return ["RESTIC_PASSWORD_FILE": String(reference.dropFirst(5))] }
        do {
            let secret = try await secrets.resolve(SecretReference(name: "RESTIC_PASSWORD", reference: reference))
            return ["RESTIC_PASSWORD": String(decoding: secret.value, as: UTF8.self)]
        } catch {
            throw ResticFailure.noPassword
        }
    }

    func snapshots() -> ProcessRequest { request(["snapshots"]) }

    func list(_ kind: String) -> ProcessRequest { request(["list", kind]) }

    func lock(_ identifier: String) -> ProcessRequest { request(["cat", "lock", identifier]) }

    func manifest(of snapshot: String, below paths: [String]) throws -> ProcessRequest {
        guard !snapshot.isEmpty, snapshot.utf8.allSatisfy(Self.isHexadecimal) else {
            throw ResticFailure.damaged("'\(snapshot.prefix(64))' is no snapshot")
        }
        guard let wrong = paths.first(where: { !$0.hasPrefix("/") || $0.utf8.contains(0) }) else {
            return request(["ls", "--recursive", snapshot] + paths)
        }
        throw ResticFailure.damaged("'\(wrong.prefix(64))' is no absolute path")
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private func request(_ command: [String]) -> ProcessRequest {
        ProcessRequest("restic", arguments + command, environment: environment)
    }
}
