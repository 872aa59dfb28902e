package import Contracts
internal import Estate
internal import Foundation
internal import RecoveryPlan

/// Images of one disk in a folder, with the images that they rest on, read by qemu-img.
///
/// A restore point is one image; it holds the whole disk as one file. Headers are hostile: what they name is opened only when it is
/// another image of the same folder.
package struct QemuImageEngine: Engine {
    package let name = "qemu-image"
    package let packages = ["e2fsprogs", "openssh-client", "qemu-utils"]
    package let tools = ["blkid", "e2fsck", "partx", "qemu-img", "ssh"]
    let calls: EngineCalls
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: an ssh configuration to reach hosts with, instead of the user's own.
    package init(runner: any ProcessRunner, sshConfiguration: String? = nil, limits: EngineLimits = EngineLimits()) {
        calls = EngineCalls(runner: runner, limits: limits)
        self.sshConfiguration = sshConfiguration
    }

    package func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        let command = try command(repository)
        let list = try await list(command)
        return ImagePoints(found: list, settings: command.settings).list()
    }

    /// One file: the disk.
    package func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {
        let command = try command(repository)
        let chain = try await chain(of: point.id, command)
        let disk = command.settings.disk
        guard paths.contains(where: { disk == $0 || disk.hasPrefix($0 == "/" ? "/" : "\($0)/") }) else { return }
        each(
            ManifestEntry(
                path: disk, type: "file", bytes: chain.top.virtualBytes, modifiedAt: chain.top.changed))
    }

    package func changes(
        from earlier: RestorePoint, to later: RestorePoint, in repository: RepositoryEntry,
        each: @escaping @Sendable (PathChange) -> Void
    ) async throws(EngineFailure) {
        let command = try command(repository)
        let list = try await list(command)
        let one = try Self.chain(of: earlier.id, in: list, command)
        let other = try Self.chain(of: later.id, in: list, command)
        let result = try await calls.run(command.compare(one, other), within: calls.limits.manifest)
        let outcome = outcome(of: result, after: .changes)
        if case .warned = outcome { return each(PathChange(.modified, command.settings.disk)) }
        try outcome.required()
    }

    package func estimate(
        _ point: RestorePoint, below paths: [String], in repository: RepositoryEntry
    ) async throws(EngineFailure) -> RestoreEstimate {
        struct Measure: Decodable { let required: Int64 }
        let command = try command(repository)
        let chain = try await chain(of: point.id, command)
        let answer = try await answer(to: command.measure(chain), after: .manifest)
        guard let measure = try? JSONDecoder().decode(Measure.self, from: Data(answer)) else {
            throw EngineFailure(.unknown, "the answer of qemu-img measure is not readable")
        }
        return RestoreEstimate(bytes: measure.required, items: 1, basis: .tool)
    }

    package func outcome(of result: ProcessResult, after operation: EngineOperation) -> EngineOutcome {
        ImageVerdict.outcome(of: result, after: operation)
    }
}

extension QemuImageEngine {
    func command(_ repository: RepositoryEntry) throws(EngineFailure) -> ImageCommand {
        try ImageCommand(repository, sshConfiguration: sshConfiguration)
    }

    func list(_ command: ImageCommand) async throws(EngineFailure) -> ImageList {
        try ImageList(try await answer(to: command.images(), after: .list))
    }

    private func chain(of id: String, _ command: ImageCommand) async throws(EngineFailure) -> ImageChain {
        try Self.chain(of: id, in: try await list(command), command)
    }

    static func chain(of id: String, in list: ImageList, _ command: ImageCommand) throws(EngineFailure) -> ImageChain {
        guard let image = list.images.values.first(where: { $0.id == id }),
            image.name.hasPrefix(command.settings.prefix)
        else { throw EngineFailure(.noSuchPoint, "there is no image '\(id.prefix(80))'") }
        return try ImageChain(of: image.name, in: list.images, folder: command.settings.folder)
    }

    func answer(to request: ProcessRequest, after operation: EngineOperation) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: calls.limits.listing)
        try outcome(of: result, after: operation).required()
        return result.output
    }
}
