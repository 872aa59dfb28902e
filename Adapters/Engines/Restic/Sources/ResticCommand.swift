import Contracts
import RecoveryPlan

/// Builds the argv and the environment of restic for one repository; no secret is ever among the arguments.
struct ResticCommand: Sendable {
    private let arguments: [String]
    private let environment: [String: String]

    init(_ repository: RepositoryEntry, sshConfiguration: String?, environment: [String: String]) throws(EngineFailure)
    {
        guard !repository.url.hasPrefix("-"), !repository.url.isEmpty else {
            throw EngineFailure(.noRepository, "'\(repository.url)' is no repository")
        }
        var arguments = ["--repo", repository.url, "--no-cache", "--no-lock", "--json"]
        if let transport = try ResticTransport(repository, sshConfiguration: sshConfiguration) {
            arguments += ["-o", "sftp.command=\(transport.command)"]
        }
        self.arguments = arguments
        self.environment = environment
    }

    /// How restic is told its password: by the name of a file, or through its own environment.
    static func environment(password reference: String, secrets: any SecretResolver) async throws(EngineFailure)
        -> [String: String]
    {
        if reference.hasPrefix("file:") { return ["RESTIC_PASSWORD_FILE": String(reference.dropFirst(5))] }
        do {
            let secret = try await secrets.resolve(SecretReference(name: "RESTIC_PASSWORD", reference: reference))
            return ["RESTIC_PASSWORD": String(decoding: secret.value, as: UTF8.self)]
        } catch {
            throw EngineFailure(.noPassword, "its password cannot be had from where the configuration says")
        }
    }

    func snapshots() -> ProcessRequest { request(["snapshots"]) }

    func list(_ kind: String) -> ProcessRequest { request(["list", kind]) }

    func lock(_ identifier: String) -> ProcessRequest { request(["cat", "lock", identifier]) }

    func configuration() -> ProcessRequest { request(["cat", "config"]) }

    /// - Parameter percent: the share of the packs to read; `nil` reads none.
    func check(percent: Int?) -> ProcessRequest {
        switch percent {
        case nil: request(["check"])
        case .some(100...): request(["check", "--read-data"])
        case .some(let percent): request(["check", "--read-data-subset=\(percent)%"])
        }
    }

    /// Which blobs lie in which pack, as one of the indexes says.
    func index(_ identifier: String) throws(EngineFailure) -> ProcessRequest {
        request(["cat", "index", try Self.proven(identifier)])
    }

    func blob(_ identifier: String) throws(EngineFailure) -> ProcessRequest {
        request(["cat", "blob", try Self.proven(identifier)])
    }

    /// Walks every snapshot.
    func snapshots(needing blobs: [String]) throws(EngineFailure) -> ProcessRequest {
        var proven: [String] = []
        for blob in blobs { proven.append(try Self.proven(blob)) }
        return request(["find", "--blob"] + proven)
    }

    func size(of snapshot: String) throws(EngineFailure) -> ProcessRequest {
        request(["stats", "--mode", "restore-size", try Self.proven(snapshot)])
    }

    func dump(_ snapshot: String) throws(EngineFailure) -> ProcessRequest {
        request(["dump", "--archive", "tar", try Self.proven(snapshot), "/"])
    }

    func difference(from earlier: String, to later: String) throws(EngineFailure) -> ProcessRequest {
        request(["diff", try Self.proven(earlier), try Self.proven(later)])
    }

    func restore(_ paths: [String]?, of snapshot: String, to folder: String) throws(EngineFailure) -> ProcessRequest {
        let only = (paths ?? []).flatMap { ["--include", Self.literal($0)] }
        return request(["restore", try Self.proven(snapshot), "--target", folder] + only)
    }

    /// A pattern that means nothing but the path.
    private static func literal(_ path: String) -> String {
        var pattern = ""
        for character in path.unicodeScalars {
            if "*?[]\\".unicodeScalars.contains(character) { pattern += "\\" }
            pattern.unicodeScalars.append(character)
        }
        return pattern
    }

    func manifest(of snapshot: String, below paths: [String]) throws(EngineFailure) -> ProcessRequest {
        let snapshot = try Self.proven(snapshot)
        guard let wrong = paths.first(where: { !$0.hasPrefix("/") || $0.utf8.contains(0) }) else {
            return request(["ls", "--recursive", snapshot] + paths)
        }
        throw EngineFailure(.unsupported, "'\(wrong.prefix(64))' is no absolute path")
    }

    /// Anything else could be taken for an option.
    private static func proven(_ identifier: String) throws(EngineFailure) -> String {
        guard !identifier.isEmpty, identifier.utf8.allSatisfy(isHexadecimal) else {
            throw EngineFailure(.noSuchPoint, "'\(identifier.prefix(64))' is no snapshot")
        }
        return identifier
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    private func request(_ command: [String]) -> ProcessRequest {
        ProcessRequest("restic", arguments + command, environment: environment)
    }
}
