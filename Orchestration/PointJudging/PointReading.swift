internal import Assurance
internal import Contracts
internal import DataHealth
internal import Estate
internal import PointChoice
internal import Synchronization

/// Reads one restore point after another of a lineage, oldest first, and keeps what each one holds.
struct PointReading {
    let lineage: PointLineage
    let repository: RepositoryEntry
    let engine: any Engine
    let inspect: InspectContent
    let store: any VerdictStore
    let looks: any PointLookStore
    let detector: Int
    let scratch: any ScratchSpace
    let clock: any Contracts.Clock

    /// What differs from the point before, as far as it was read.
    private struct Difference {
        /// Paths that are new or have another content; `nil` for all of the point.
        var changed: [String]?
        var removed: [String] = []
    }

    /// Reads a point unless that was done before.
    ///
    /// - Parameters:
    ///   - before: the points of the repository, to compare with the one that was read last.
    ///   - history: what is known of the lineage; taken further by this point.
    /// - Returns: why it could not be read although it may be good; damage is kept, not returned.
    func read(_ point: RestorePoint, before: [RestorePoint], _ history: inout LineageHistory) async throws -> String? {
        if history.points.contains(where: { $0.id == point.id }) { return nil }
        if let newest = history.points.last, newest.takenAt > point.takenAt {
            return "\(Words.point(point.id, digits: 12)) is older than points that were read before; it is not judged"
        }
        let folders = (now: try scratch.make(), before: try scratch.make())
        defer {
            scratch.remove(folders.now)
            scratch.remove(folders.before)
        }
        let last = history.lastWhole.flatMap { whole in before.first { $0.id == whole.id } }
        if last == nil, history.lastWhole != nil {
            return "the point that was read last is gone from the repository; read the lineage anew with --anew"
        }
        let difference: Difference
        var damage: (own: EngineFailure?, ofLast: EngineFailure?) = (nil, nil)
        do throws(EngineFailure) {
            difference = try await self.difference(from: last, to: point)
            damage.own = try await extract(difference.changed, of: point, to: folders.now)
            let older = history.held(difference.changed ?? []) + difference.removed
            if damage.own == nil, let last, !older.isEmpty {
                damage.ofLast = try await extract(older, of: last, to: folders.before)
            }
        } catch {
            guard error.kind == .corrupt else {
                return "\(Words.point(point.id, digits: 12)) could not be read: \(error)"
            }
            try await keep(history.damaged(point, "\(error)", at: clock.now()), &history)
            return nil
        }
        if let found = damage.own {
            try await remember(found, in: point)
            try await keep(history.damaged(point, "\(found)", at: clock.now()), &history)
            return nil
        }
        // What went bad of the point before after it was read is no fault of this one; there is nothing to compare with.
        if let last, let found = damage.ofLast { try await remember(found, in: last) }
        let report = try await contents(folders, hasOlder: last != nil && damage.ofLast == nil)
        let step = history.step(
            point, read: report, below: folders.now, removed: difference.removed, at: clock.now())
        try await keep(step, &history)
        return nil
    }

    /// - Returns: the damage that kept the files from coming back; whatever else did is thrown.
    private func extract(
        _ paths: [String]?, of point: RestorePoint, to folder: String
    ) async throws(EngineFailure) -> EngineFailure? {
        do throws(EngineFailure) {
            try await engine.extract(paths, of: point, in: repository, to: folder)
            return nil
        } catch {
            guard error.kind == .corrupt else { throw error }
            return error
        }
    }

    /// To read files is to decode them.
    private func remember(_ damage: EngineFailure, in point: RestorePoint) async throws {
        try await looks.keep([
            PointLook(
                repository: repository.name, point: point.id, depth: .decoded, damage: "\(damage)",
                endedAt: clock.now())
        ])
    }

    private func keep(_ step: LineageHistory.Step, _ history: inout LineageHistory) async throws {
        try await store.keep(
            step.point, of: lineage, new: step.new, ended: step.ended, detector: detector)
        history.take(step)
    }

    private func difference(from last: RestorePoint?, to point: RestorePoint) async throws(EngineFailure) -> Difference
    {
        guard let last else { return Difference(changed: nil) }
        let changes = Mutex<[PathChange]>([])
        try await engine.changes(from: last, to: point, in: repository) { change in
            changes.withLock { $0.append(change) }
        }
        let all = changes.withLock { $0 }
        // restic marks folders by a slash at their end.
        let files = all.filter { !$0.path.hasSuffix("/") }
        return Difference(
            changed: files.filter { $0.kind != .removed }.map(\.path),
            removed: files.filter { $0.kind == .removed }.map(\.path))
    }

    /// A point that holds no new file is judged all the same: by what it kept.
    private func contents(_ folders: (now: String, before: String), hasOlder: Bool) async throws -> [JudgedFile] {
        do {
            return try await inspect.report(on: [folders.now], against: hasOlder ? folders.before : nil).files
        } catch let error as GroundupError where error.code == .findings {
            return []
        }
    }
}
