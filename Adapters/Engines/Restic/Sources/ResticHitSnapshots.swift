import Contracts

/// Finds out which snapshots a damaged repository can still give back.
///
/// A check of restic names packs, not snapshots. The index tells the blobs in a damaged pack; those that still can be read
/// are told apart one by one, as long as they are few; `find` tells the snapshots that need the others.
struct ResticHitSnapshots: Sendable {
    let calls: EngineCalls
    let command: ResticCommand
    /// Seconds for each question that walks all snapshots.
    let seconds: Int

    /// Blobs that are read one by one, half a second each; any more of a damaged pack count as damaged.
    private static let readAlone = 64
    /// Blobs that are asked for at once.
    private static let atOnce = 1_000
    /// Questions that walk all snapshots.
    private static let walks = 20

    /// - Parameter depth: of the check that ended with `result`, and found fault.
    func findings(
        after result: ProcessResult, _ depth: VerifyDepth, among points: [RestorePoint]
    ) async -> [PointFinding] {
        let damage = ResticDamage(result)
        let hits: ResticHits
        do { hits = try await self.hits(damage) } catch {
            let reason = "restic did not tell which snapshots the damage hits: \(error)"
            return points.map { PointFinding($0, .notKnown(EngineText.shortened(reason))) }
        }
        return points.map { PointFinding($0, Self.verdict(hits.snapshots[$0.id], damage, depth)) }
    }

    private static func verdict(_ hit: String?, _ damage: ResticDamage, _ depth: VerifyDepth) -> PointFinding.Verdict {
        if let hit { return .damaged(depth, EngineText.shortened(hit)) }
        guard damage.isAccounted else { return .notKnown("restic complained of what belongs to no snapshot") }
        guard depth > .structure, !damage.hasReadAll else { return .whole(depth) }
        return .whole(.structure)
    }

    private func hits(_ damage: ResticDamage) async throws(EngineFailure) -> ResticHits {
        let blobs = try await damagedBlobs(damage).sorted()
        var hits = ResticHits()
        // A blob that nobody has makes restic walk all trees, which shows the ones that cannot be read.
        let asked = blobs.isEmpty ? [String(repeating: "0", count: 64)] : blobs
        guard asked.count <= Self.atOnce * Self.walks else {
            throw EngineFailure(.unsupported, "\(asked.count) blobs are damaged, too many to ask for")
        }
        for start in stride(from: 0, to: asked.count, by: Self.atOnce) {
            let part = Array(asked[start..<min(start + Self.atOnce, asked.count)])
            try hits.take(try await calls.run(try command.snapshots(needing: part), within: seconds))
        }
        return hits
    }

    private func damagedBlobs(_ damage: ResticDamage) async throws(EngineFailure) -> Set<String> {
        let changed = try await blobs(in: damage.changedPacks)
        var damaged = damage.missingBlobs.union(try await blobs(in: damage.lostPacks))
        for (number, blob) in changed.subtracting(damaged).sorted().enumerated() {
            if number >= Self.readAlone {
                damaged.insert(blob)
            } else if try await !isReadable(blob) {
                damaged.insert(blob)
            }
        }
        return damaged
    }

    private func blobs(in packs: Set<String>) async throws(EngineFailure) -> Set<String> {
        guard !packs.isEmpty else { return [] }
        var blobs: Set<String> = []
        let names = try await answer(to: command.list("index"))
        for index in ResticSnapshots.identifiers(names).sorted() {
            blobs.formUnion(try ResticIndex.blobs(in: try await answer(to: try command.index(index)), of: packs))
        }
        return blobs
    }

    /// restic compares what it gives with the name of the blob.
    private func isReadable(_ blob: String) async throws(EngineFailure) -> Bool {
        let result = try await calls.discarding(try command.blob(blob), within: calls.limits.listing)
        return result.succeeded && ResticText.complaint(in: result.errors) == nil
    }

    private func answer(to request: ProcessRequest) async throws(EngineFailure) -> [UInt8] {
        let result = try await calls.run(request, within: calls.limits.listing)
        try ResticVerdict.outcome(of: result, after: .list).required(otherwise: .corrupt)
        return result.output
    }
}
