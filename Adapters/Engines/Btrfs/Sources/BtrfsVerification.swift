package import Contracts
internal import Foundation

extension BtrfsEngine {
    package func probe(_ repository: RepositoryEntry) async throws(EngineFailure) -> RepositoryProbe {
        let command = try command(repository)
        let version = try await answer(to: command.version(), after: .manifest)
        _ = try await snapshots(command)
        let shown = String(decoding: try await answer(to: command.scrubStatus(), after: .manifest), as: UTF8.self)
        let uuid = shown.split(whereSeparator: \.isWhitespace).drop { $0 != "UUID:" }.dropFirst().first.map(String.init)
        return RepositoryProbe(
            toolVersion: String(decoding: version.prefix(100), as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines),
            repositoryID: uuid, isEncrypted: false, capabilities: [.manifest, .changes], depths: .listed ... .decoded)
    }

    package func verify(_ request: VerifyRequest, in repository: RepositoryEntry) async -> PointVerification {
        do {
            guard request.depth <= .decoded else {
                throw EngineFailure(.unsupported, "btrfs restores nothing without a place to restore to")
            }
            let command = try command(repository)
            let snapshots = try await snapshots(command)
            guard !snapshots.all.isEmpty else {
                return PointVerification(outcome: .unknown("it holds no restore point"))
            }
            let paths =
                try request.point.map { [try Self.path(of: $0.id, in: snapshots)] } ?? snapshots.all.map(\.path)
            guard request.depth > .listed else {
                return PointVerification(reached: .listed, outcome: .ok(proof: "\(paths.count) snapshots listed"))
            }
            return try await deepened(request, paths, command)
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// One depth after the other, as long as nothing is wrong.
    private func deepened(
        _ request: VerifyRequest, _ paths: [String], _ command: BtrfsCommand
    ) async throws(EngineFailure) -> PointVerification {
        let structure = try await structure(paths, command)
        if structure.isFailure || request.depth == .structure {
            return PointVerification(reached: .structure, outcome: structure)
        }
        let scrub = try await scrub(within: request.timeout, command)
        let bytes = structure.joined(with: scrub)
        if scrub.isFailure || request.depth == .bytes {
            let hasRead = scrub.isCorrupt || !scrub.isFailure
            return PointVerification(
                reached: hasRead ? .bytes : .structure, percent: hasRead ? 100 : nil, outcome: bytes)
        }
        for path in paths {
            let result = try await calls.discarding(command.read(path), within: request.timeout)
            let read = outcome(of: result, after: .verify(.decoded))
            guard case .ok = read else {
                return PointVerification(reached: read.isCorrupt ? .decoded : .bytes, percent: 100, outcome: read)
            }
        }
        return PointVerification(reached: .decoded, percent: 100, outcome: bytes)
    }

    /// Everything that describes the files is read, and the counters that the file system keeps are told.
    private func structure(_ paths: [String], _ command: BtrfsCommand) async throws(EngineFailure) -> EngineOutcome {
        let errors = try BtrfsVerdict.deviceErrors(try await answer(to: command.counters(), after: .verify(.structure)))
        let manifest = BtrfsManifest(source: command.settings.source, below: []) { _ in }
        for path in paths { try await read(path, command, manifest) }
        if errors > 0 {
            return .warned("the devices counted \(errors) errors since their counters were last reset")
        }
        if let nested = manifest.nestedSubvolumes.first {
            return .warned("'\(nested)' is a subvolume of its own: what is in it is not in the snapshot")
        }
        return .ok(proof: "\(paths.count) snapshots walked, no device counted an error")
    }

    private func scrub(within seconds: Int, _ command: BtrfsCommand) async throws(EngineFailure) -> EngineOutcome {
        // The kernel reads, not the tool: nothing moves that a watchdog could see.
        let result = try await calls.run(command.scrub(), within: seconds, isWatched: false)
        return outcome(of: result, after: .verify(.bytes))
    }
}

extension EngineOutcome {
    fileprivate var isCorrupt: Bool {
        if case .failed(let failure) = self { failure.kind == .corrupt } else { false }
    }
}
