package import Contracts
import EngineParts
import Estate
import RecoveryPlan
import Synchronization

/// duplicity 0.8, read through its own commands; nothing is ever written to a repository.
///
/// Each question has an empty archive folder: what duplicity remembers of other times would hide damage.
package struct DuplicityEngine: Engine {
    package let name = "duplicity"
    package let packages = ["duplicity", "gpg"]
    package let tools = ["duplicity", "gpg", "tar"]
    let calls: EngineCalls
    private let secrets: any SecretResolver

    package init(
        runner: any ProcessRunner, secrets: any SecretResolver, limits: EngineLimits = EngineLimits()
    ) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.secrets = secrets
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let chains = try await chains(question)
            guard let newest = chains.sets.last?.last else { return chains.list(newest: nil, question.location) }
            // Reading one proves the passphrase, and tells whose they are.
            return chains.list(newest: try await manifest(newest, question), question.location)
        }
    }

    func chains(_ question: DuplicityQuestion) async throws(EngineFailure) -> DuplicityChains {
        let names = try question.location.files()
        if names.isEmpty { return DuplicityChains() }
        if question.isWithoutKey, names.contains(where: { $0.hasSuffix(".gpg") }) {
            throw EngineFailure(.noPassword, "it is encrypted, and no password is configured")
        }
        let result = try await calls.run(question.command.status(), within: calls.limits.listing)
        switch outcome(of: result, after: .list) {
        case .ok, .warned: return DuplicityChains(DuplicityFiles.sets(names), try DuplicityStatus(result.output))
        // Files, and no chain: they are said to be there, and not to be whole.
        case .failed(let failure) where failure.kind == .noRepository:
            return DuplicityChains(DuplicityFiles.sets(names), try DuplicityStatus(result.output))
        case let other:
            try other.required()
            return DuplicityChains()
        }
    }

    func manifest(_ set: DuplicitySet, _ question: DuplicityQuestion) async throws(EngineFailure) -> DuplicityManifest {
        guard let file = set.manifest else { throw EngineFailure(.corrupt, "backup \(set.end) has no manifest") }
        guard file.hasSuffix(".gpg") else {
            let read = ProcessRequest("cat", ["--", "\(question.location.path)/\(file)"])
            let result = try await calls.run(read, within: calls.limits.listing)
            guard result.succeeded else { throw EngineFailure(.corrupt, EngineText.lastLine(result.errors)) }
            return try DuplicityManifest(result.output)
        }
        let result = try await calls.run(question.command.decrypt(file), within: calls.limits.listing)
        if let failure = EngineFailure(result.outcome, of: "gpg", errors: result.errors) { throw failure }
        // gpg prints what it decrypted also when that was changed: only its status counts.
        guard result.succeeded else {
            let isKey = result.errors.contains("Bad session key") || result.errors.contains("No secret key")
            throw EngineFailure(isKey ? .wrongKey : .corrupt, "\(file): \(EngineText.lastLine(result.errors))")
        }
        return try DuplicityManifest(result.output)
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let (set, places) = try await found(point, question)
            let wanted = Set(try places.names(paths))
            let reading = DuplicityListing(
                path: { name in HostPaths.isHeld(name, wanted) ? places.path(name) : nil }, each: each)
            var result = try await calls.lines(
                of: question.command.list(set.end), within: calls.limits.manifest
            ) { try reading.read($0) }
            result.errors = try reading.readLost(result.errors)
            try outcome(of: result, after: .manifest).required()
            try reading.finish()
        }
    }

    /// The backup of a point, and where its files belong.
    func found(_ point: RestorePoint, _ question: DuplicityQuestion) async throws(EngineFailure) -> (
        DuplicitySet, HostPaths
    ) {
        let chains = try await chains(question)
        guard let set = chains.sets.joined().first(where: { $0.end == point.id }) else {
            throw EngineFailure(.noSuchPoint, "no backup was made at '\(point.id.prefix(40))'")
        }
        if let places = question.location.places { return (set, places) }
        return (set, try Self.places(of: try await manifest(set, question), question.location))
    }

    static func places(_ root: String) -> HostPaths? {
        EngineSettings.isPath(root) ? HostPaths(root: root) : nil
    }

    private static func places(
        of manifest: DuplicityManifest, _ location: DuplicityLocation
    ) throws(EngineFailure) -> HostPaths {
        guard let places = location.places ?? places(manifest.folder) else {
            throw EngineFailure(
                .unsupported,
                "it was made of the relative path '\(manifest.folder.prefix(60))'; say with 'root' where that is")
        }
        return places
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let (_, places) = try await found(later, question)
            let chain = try await chains(question).chain(of: later.id)
            guard let first = chain.firstIndex(where: { $0.end == earlier.id }) else {
                throw EngineFailure(.unsupported, "duplicity compares restore points of one chain only, oldest first")
            }
            var net: [[UInt8]: (first: String, last: String)] = [:]
            for set in chain[(first + 1)...] {
                guard let changes = try await manifest(set, question).changes else {
                    throw EngineFailure(.unsupported, "backup \(set.end) has no list of what it changed")
                }
                for change in changes { net[change.name] = (net[change.name]?.first ?? change.kind, change.kind) }
            }
            for (name, kinds) in net {
                guard let kind = Self.kind(kinds.first, kinds.last) else { continue }
                each(PathChange(kind, places.path(String(decoding: name, as: UTF8.self))))
            }
        }
    }

    /// What several backups did to one file, in sum.
    private static func kind(_ first: String, _ last: String) -> PathChange.Kind? {
        switch (first == "new", last == "deleted") {
        case (true, true): nil
        case (true, false): .added
        case (false, true): .removed
        case (false, false): .modified
        }
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        DuplicityVerdict.outcome(of: result, after: operation)
    }

    /// Asks with an empty folder for what duplicity remembers.
    func withQuestion<Answer: Sendable>(
        _ repository: RepositoryEntry, _ ask: (DuplicityQuestion) async throws(EngineFailure) -> Answer
    ) async throws(EngineFailure) -> Answer {
        let location = try DuplicityLocation(repository)
        let passphrase = try await passphrase(repository)
        let folder = try ScratchFolder(of: name)
        defer { folder.remove() }
        return try await ask(DuplicityQuestion(location, folder: folder, passphrase: passphrase))
    }

    private func passphrase(_ repository: RepositoryEntry) async throws(EngineFailure) -> String? {
        guard let reference = repository.password else { return nil }
        do {
            let secret = try await secrets.resolve(SecretReference(name: "PASSPHRASE", reference: reference))
            return String(decoding: secret.value, as: UTF8.self)
        } catch {
            throw EngineFailure(.noPassword, "its password cannot be had from where the configuration says")
        }
    }
}

/// One question to one repository.
struct DuplicityQuestion: Sendable {
    let location: DuplicityLocation
    let folder: ScratchFolder
    let command: DuplicityCommand
    let isWithoutKey: Bool

    init(_ location: DuplicityLocation, folder: ScratchFolder, passphrase: String?) {
        self.location = location
        self.folder = folder
        command = DuplicityCommand(location, folder: folder, passphrase: passphrase)
        isWithoutKey = passphrase == nil && location.keys == nil
    }
}
