package import Contracts
import EngineParts
import Estate
import Foundation
import RecoveryPlan

/// Copies that rclone 1.60 or newer made, read through rclone.
///
/// The `password` of a repository refers to a configuration of rclone, all of which is a secret; it is copied for each
/// question, for rclone writes into it.
package struct RcloneEngine: Engine {
    package let name = "rclone"
    package let packages = ["rclone"]
    package let tools = ["rclone", "tar"]
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
            switch question.location.layout {
            case .dated: return try await folders(question)
            case .single: return try await copy(question)
            }
        }
    }

    func folders(_ question: RcloneQuestion) async throws(EngineFailure) -> RestorePointList {
        let result = try await calls.run(
            question.command.folders(question.location.url), within: calls.limits.listing)
        try await prove(result, .list, question)
        let found = RcloneFolders()
        let listing = RcloneListing { found.add($0) }
        do {
            for line in result.output.split(separator: 0x0A) { try listing.read(Array(line)) }
        } catch { throw EngineFailure(error) }
        try listing.finish()
        if listing.files == 0, found.isEmpty { try await refuseWrongKey(question) }
        return found.list(question.location)
    }

    /// All of it is listed to know the newest time, unless a mark tells when it was made.
    private func copy(_ question: RcloneQuestion) async throws(EngineFailure) -> RestorePointList {
        guard let seconds = try await time(question), let id = RcloneListing.id(seconds) else {
            try await refuseWrongKey(question)
            return RestorePointList([])
        }
        var point = RestorePoint(
            id: id, host: question.location.host, takenAt: Instant(seconds: seconds),
            paths: [question.location.places.root])
        if question.location.mark.isEmpty {
            point.warnings = ["when it was copied is not recorded; its newest file has the time shown"]
        }
        return RestorePointList([point])
    }

    /// `nil` when it holds no file.
    private func time(_ question: RcloneQuestion) async throws(EngineFailure) -> Int64? {
        let location = question.location
        guard location.mark.isEmpty else {
            let result = try await calls.run(
                question.command.entry(location.path(location.folder, location.mark)), within: calls.limits.listing)
            try await prove(result, .list, question)
            return RcloneListing.entry(result.output)?.seconds
        }
        return try await entries(location.path(location.folder), question) { _ in }.newest
    }

    @discardableResult func entries(
        _ path: String, _ question: RcloneQuestion, each: @escaping @Sendable (RcloneListing.Entry) -> Void
    ) async throws(EngineFailure) -> RcloneListing {
        let listing = RcloneListing(each: each)
        let result = try await calls.lines(of: question.command.list(path), within: calls.limits.manifest) {
            try listing.read($0)
        }
        try await prove(result, .manifest, question)
        try listing.finish()
        return listing
    }

    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let tree = try await tree(of: point, question)
            let places = question.location.places
            let wanted = Set(try places.names(paths))
            try await entries(tree, question) { entry in
                guard HostPaths.isHeld(entry.name, wanted) else { return }
                each(
                    ManifestEntry(
                        path: places.path(entry.name), type: entry.type, bytes: entry.type == "file" ? entry.Size : 0,
                        modifiedAt: entry.seconds.map { Instant(seconds: $0) }))
            }
        }
    }

    /// The folder of a point that is there now; a remote may list a folder that lacks as an empty one.
    func tree(of point: RestorePoint, _ question: RcloneQuestion) async throws(EngineFailure) -> String {
        let tree = try question.location.tree(of: point.id)
        let isThere =
            switch question.location.layout {
            case .dated: try await folders(question).points.contains { $0.id == point.id }
            case .single: try await time(question).flatMap { RcloneListing.id($0) } == point.id
            }
        guard isThere else { throw EngineFailure(.noSuchPoint, "'\(point.id.prefix(64))' is not there any more") }
        return tree
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        try await withQuestion(repository) { question throws(EngineFailure) in
            let places = question.location.places
            let trees = (try await tree(of: earlier, question), try await tree(of: later, question))
            let difference = ListingDifference<RcloneListing.Entry>(
                differs: { $0.Size != $1.Size || $0.seconds != $1.seconds || $0.type != $1.type },
                each: { kind, name in each(PathChange(kind, places.path(String(decoding: name, as: UTF8.self)))) })
            try await entries(trees.0, question) { if !$0.IsDir { difference.before(Array($0.name.utf8), $0) } }
            try difference.checkLimit()
            try await entries(trees.1, question) { if !$0.IsDir { difference.after(Array($0.name.utf8), $0) } }
            difference.finish()
        }
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        RcloneVerdict.outcome(of: result, after: operation)
    }

    /// `copy --use-json-log --stats` tells how far it is.
    package func progress(in line: String) -> EngineProgress? {
        struct Line: Decodable {
            struct Stats: Decodable {
                let bytes: Int64
                let totalBytes: Int64
            }

            let stats: Stats
        }
        guard line.hasPrefix("{"), line.utf8.count < 64 << 10,
            let told = try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
        else { return nil }
        return EngineProgress(done: told.stats.bytes, total: told.stats.totalBytes)
    }
}

extension RcloneEngine {
    func prove(
        _ result: ProcessResult, _ operation: EngineOperation, _ question: RcloneQuestion
    ) async throws(EngineFailure) {
        let outcome = outcome(of: result, after: operation)
        // What a wrong password hides is not found.
        if case .failed(let failure) = outcome, failure.kind == .noRepository { try await refuseWrongKey(question) }
        try outcome.required()
    }

    /// rclone lists an encrypted remote that its password does not open as an empty one, with status 0.
    private func refuseWrongKey(_ question: RcloneQuestion) async throws(EngineFailure) {
        guard let remote = question.location.remote else { return }
        let result = try await calls.run(question.command.undecryptable(remote), within: calls.limits.listing)
        if result.errors.contains("Skipping undecryptable") {
            throw EngineFailure(.wrongKey, "the password in its configuration does not open the names in it")
        }
    }

    func withQuestion<Answer: Sendable>(
        _ repository: RepositoryEntry, _ ask: (RcloneQuestion) async throws(EngineFailure) -> Answer
    ) async throws(EngineFailure) -> Answer {
        let location = try RcloneLocation(repository)
        let folder = try ScratchFolder(of: name)
        defer { folder.remove() }
        var configuration = ""
        if let reference = repository.password {
            configuration = try folder.file("rclone.conf", try await secret(reference))
        } else if location.remote != nil {
            throw EngineFailure(.noPassword, "it is a remote, and 'password' refers to no configuration of rclone")
        }
        return try await ask(
            RcloneQuestion(
                location: location, folder: folder, command: RcloneCommand(configuration: configuration)))
    }

    private func secret(_ reference: String) async throws(EngineFailure) -> [UInt8] {
        do {
            return try await secrets.resolve(SecretReference(name: "RCLONE_CONFIG", reference: reference)).value
        } catch {
            throw EngineFailure(.noPassword, "its configuration of rclone cannot be had from where 'password' says")
        }
    }
}

/// One question to one repository.
struct RcloneQuestion: Sendable {
    let location: RcloneLocation
    let folder: ScratchFolder
    let command: RcloneCommand
}
