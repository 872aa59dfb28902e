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
            let points =
                request.point.map { [$0] }
                ?? RestorePointList(snapshots.all.map { Self.point($0, command.settings) }).points
            var placed: [PlacedPoint] = []
            for point in points {
                placed.append(PlacedPoint(point: point, path: try Self.path(of: point.id, in: snapshots)))
            }
            guard request.depth > .listed else {
                return PointVerification(reached: .listed, outcome: .ok(proof: "\(placed.count) snapshots listed"))
            }
            let found = try await deepened(request, placed, command)
            return request.point.map { found.limited(to: $0) } ?? found
        } catch {
            return PointVerification(outcome: .failed(EngineFailure(error)))
        }
    }

    /// One depth after the other, as long as nothing is wrong.
    private func deepened(
        _ request: VerifyRequest, _ points: [PlacedPoint], _ command: BtrfsCommand
    ) async throws(EngineFailure) -> PointVerification {
        let structure = try await structure(points.map(\.path), command)
        if structure.isFailure || request.depth == .structure {
            return PointVerification(
                reached: .structure, outcome: structure,
                points: structure.isFailure ? [] : points.map { PointFinding($0.point, .whole(.structure)) })
        }
        let scrub = try await scrub(within: request.timeout, command)
        let bytes = structure.joined(with: scrub)
        if scrub.isFailure || request.depth == .bytes {
            let hasRead = scrub.isCorrupt || !scrub.isFailure
            var found = PointVerification(
                reached: hasRead ? .bytes : .structure, percent: hasRead ? 100 : nil, outcome: bytes)
            if scrub.isCorrupt {
                found.points = try await decoded(points, within: request.timeout, command).map(\.hit)
            } else if case .ok = scrub {
                found.points = points.map { PointFinding($0.point, .whole(.bytes)) }
            }
            return found
        }
        let all = try await decoded(points, within: request.timeout, command)
        let findings = all.map(\.finding)
        guard let bad = all.first(where: { !$0.isGood })?.outcome else {
            return PointVerification(reached: .decoded, percent: 100, outcome: bytes, points: findings)
        }
        return PointVerification(
            reached: bad.isCorrupt ? .decoded : .bytes, percent: 100, outcome: bad, points: findings)
    }

    /// A snapshot, and where it lies.
    private struct PlacedPoint {
        let point: RestorePoint
        let path: String
    }

    /// A snapshot that was read to nowhere, with what came of it.
    private struct DecodedPoint {
        let finding: PointFinding
        let outcome: EngineOutcome
        var isGood: Bool { if case .ok = outcome { true } else { false } }

        /// Beside a scrub that found damage: what the kernel still has in memory is read without a look at the disk.
        var hit: PointFinding {
            PointFinding(
                finding.point,
                finding.isDamaged
                    ? finding.verdict.ledTo(by: .bytes)
                    : .notKnown("it was read without a fault, but maybe from memory"))
        }
    }

    /// A scrub tells of a file system, never of snapshots: which of them damage hits shows when each is read.
    private func decoded(
        _ points: [PlacedPoint], within seconds: Int, _ command: BtrfsCommand
    ) async throws(EngineFailure) -> [DecodedPoint] {
        var all: [DecodedPoint] = []
        for placed in points {
            let result = try await calls.discarding(command.read(placed.path), within: seconds)
            let outcome = outcome(of: result, after: .verify(.decoded))
            let verdict = PointVerification(outcome, at: .decoded).verdict(on: placed.point, asked: .decoded)
            all.append(DecodedPoint(finding: PointFinding(placed.point, verdict), outcome: outcome))
        }
        return all
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
