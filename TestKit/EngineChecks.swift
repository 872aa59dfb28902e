import Contracts
import Estate
import RecoveryPlan
import Synchronization

/// The checks of one repository in one condition.
struct EngineChecks {
    let engine: any Engine
    let repository: RepositoryEntry
    let holdsOneFile: Bool
    let held: [(path: String, bytes: Int64)]
    let added: String
    let looksAtPointsAlone: Bool

    func all(_ condition: EngineContract.Condition) async -> [String] {
        let answer = await answer()
        var violations = matches(answer, condition) ? [] : ["answered \(answer)"]
        if case .success(let list) = answer { violations += await contents(of: list, condition) }
        violations += await verification(condition, of: (try? answer.get())?.points.last)
        return violations + restoration()
    }

    private func answer() async -> Result<RestorePointList, EngineFailure> {
        do { return .success(try await engine.restorePoints(in: repository)) } catch { return .failure(error) }
    }

    private func matches(
        _ answer: Result<RestorePointList, EngineFailure>, _ condition: EngineContract.Condition
    ) -> Bool {
        switch (condition, answer) {
        case (.filled, .success(let list)), (.lockedShared, .success(let list)), (.moved, .success(let list)):
            list.points.count == 2 && list.isComplete
        case (.damagedContents, .success(let list)), (.damagedBytes, .success(let list)): !list.points.isEmpty
        case (.empty, .success(let list)): list.points.isEmpty && list.isComplete
        // The good points stay usable, but nobody may believe that these are all.
        case (.damagedPoint, .success(let list)): !list.isComplete && !list.warnings.isEmpty
        case (_, .failure(let failure)): Self.failures[condition] == failure.kind
        default: false
        }
    }

    private static let failures: [EngineContract.Condition: EngineFailure.Kind] = [
        .noPassword: .noPassword, .passwordFileAbsent: .noPassword, .wrongPassword: .wrongKey, .missing: .noRepository,
        .lockedExclusively: .locked, .damagedPoint: .corrupt, .damagedContents: .corrupt, .damagedBytes: .corrupt,
    ]

    private func contents(of list: RestorePointList, _ condition: EngineContract.Condition) async -> [String] {
        guard let newest = list.points.last else { return [] }
        var violations: [String] = []
        if list.points != RestorePointList(list.points).points { violations.append("points are not newest last") }
        let manifest = await manifest(of: newest, below: newest.paths)
        switch condition {
        case .filled, .moved:
            if newest.host != "web01" { violations.append("the host is '\(newest.host)'") }
            violations += held(manifest ?? [], below: newest.paths.first ?? "")
            violations += await absences(newest)
            violations += await differences(list.points)
            violations += await extraction(newest)
            violations += await estimate(newest)
            violations += await probe()
        case .damagedContents:
            if manifest != nil { violations.append("a manifest was given all the same") }
        default: break
        }
        return violations
    }

    private func manifest(of point: RestorePoint, below paths: [String]) async -> [ManifestEntry]? {
        let gathered = Mutex<[ManifestEntry]>([])
        do {
            try await engine.manifest(of: point, below: paths, in: repository) { entry in
                gathered.withLock { $0.append(entry) }
            }
        } catch { return nil }
        return gathered.withLock { $0 }
    }

    private func held(_ manifest: [ManifestEntry], below root: String) -> [String] {
        if holdsOneFile {
            let isRight = manifest.count == 1 && manifest[0].path == root && manifest[0].type == "file"
            return isRight && manifest[0].bytes > 0 ? [] : ["the manifest is not the one file \(root): \(manifest)"]
        }
        return held.compactMap { file in
            let found = manifest.first { $0.path == root + file.path }
            let isRight = found?.type == "file" && found?.bytes == file.bytes
            return isRight ? nil : "\(root)\(file.path) is not in the manifest with \(file.bytes) bytes"
        }
    }

    private func absences(_ point: RestorePoint) async -> [String] {
        var violations: [String] = []
        if await manifest(of: point, below: ["/no/such/folder"])?.isEmpty != true {
            violations.append("a folder that is not held has to give an empty manifest")
        }
        var unknown = point
        unknown.id = String(repeating: "0", count: point.id.count)
        if await manifest(of: unknown, below: point.paths) != nil {
            violations.append("a restore point that does not exist has to be an error")
        }
        return violations
    }

    private func differences(_ points: [RestorePoint]) async -> [String] {
        guard points.count == 2, let root = points[1].paths.first else { return [] }
        let gathered = Mutex<[PathChange]>([])
        do {
            try await engine.changes(from: points[0], to: points[1], in: repository) { change in
                gathered.withLock { $0.append(change) }
            }
        } catch {
            return error.kind == .unsupported ? [] : ["the points could not be compared: \(error)"]
        }
        let changes = gathered.withLock { $0 }
        let expected = holdsOneFile ? PathChange(.modified, root) : PathChange(.added, root + added)
        return changes.contains(expected)
            ? [] : ["what differs is not among \(changes)"]
    }

    private func estimate(_ point: RestorePoint) async -> [String] {
        do {
            let estimate = try await engine.estimate(point, below: point.paths, in: repository)
            return estimate.bytes >= 9 && estimate.bytes < 1 << 30 ? [] : ["\(estimate.bytes) bytes are estimated"]
        } catch { return ["nothing could be estimated: \(error)"] }
    }

    private func probe() async -> [String] {
        do {
            let probe = try await engine.probe(repository)
            return probe.toolVersion.contains { $0.isNumber } ? [] : ["'\(probe.toolVersion)' is no version"]
        } catch { return ["it could not be probed: \(error)"] }
    }
}

extension EngineChecks {
    /// Good of what is good, and never of what is not.
    func verification(_ condition: EngineContract.Condition, of point: RestorePoint?) async -> [String] {
        var violations: [String] = []
        // A repository with a damaged point is not good as a whole.
        let isWhole = condition == .damagedPoint && looksAtPointsAlone
        for depth in Self.depths(condition) {
            let found = await engine.verify(
                VerifyRequest(point: isWhole ? nil : point, depth: depth, timeout: 60), in: repository)
            let isGood = if case .ok = found.outcome { true } else { false }
            if isGood, found.reached == nil {
                violations.append("\(depth) is said to be good, but nothing was reached")
            }
            if isGood, isWhole || !mayBeGood(condition, at: found.reached ?? .listed) {
                violations.append("\(depth) is said to be good: \(found)")
            }
            if condition == .filled, !isGood, !found.outcome.isUnsupported {
                violations.append("\(depth) of a good repository is \(found.outcome)")
            }
            if condition == .damagedBytes, depth >= .bytes, !found.outcome.isCorrupt, !found.outcome.isUnsupported {
                violations.append("\(depth) does not find the damage: \(found.outcome)")
            }
        }
        return violations
    }

    /// Whole repositories and damaged ones are looked at as deep as it goes; what does not open, once.
    private static func depths(_ condition: EngineContract.Condition) -> [VerifyDepth] {
        switch condition {
        case .filled, .damagedBytes, .damagedPoint, .damagedContents: [.structure, .bytes, .decoded]
        default: [.bytes]
        }
    }

    private func mayBeGood(_ condition: EngineContract.Condition, at reached: VerifyDepth) -> Bool {
        switch condition {
        case .filled, .moved, .lockedShared: true
        // Overwritten bytes are seen by reading them; a check of structure need not.
        case .damagedBytes: reached < .bytes
        // The point that is left may well decode.
        case .damagedPoint: reached == .decoded || reached < .structure
        // Nothing can be good of what holds nothing, or does not open.
        case .empty, .noPassword, .passwordFileAbsent, .wrongPassword, .missing, .lockedExclusively,
            .damagedContents:
            reached < .structure
        }
    }

    func restoration() -> [String] {
        var point = RestorePoint(id: "0", host: "web01", takenAt: Instant(seconds: 0), paths: ["/"])
        point.window = RecoveryWindow(earliest: Instant(seconds: 1), latest: Instant(seconds: 10), end: "")
        let restoration: Restoration
        do { restoration = try engine.restoration(of: point, at: nil, in: repository) } catch {
            return ["nothing can be restored: \(error)"]
        }
        var violations: [String] = []
        if restoration.name.isEmpty || !restoration.body.script.hasPrefix("#!/bin/sh") {
            violations.append("the restore body is no sh script")
        }
        if restoration.body.timeout <= 0 || restoration.body.attempts < 1 {
            violations.append("the restore body has no limit")
        }
        if restoration.secrets.map(\.reference) != [repository.password].compactMap({ $0 }) {
            violations.append("the password is not passed by reference")
        }
        if restoration.parameters.contains(where: { $0.value == repository.password }) {
            violations.append("the password's reference is among the parameters")
        }
        let later = RecoveryMoment(Instant(seconds: 11))
        if (try? engine.restoration(of: point, at: later, in: repository)) != nil {
            violations.append("a moment outside the window has to be refused")
        }
        return violations
    }
}

extension EngineOutcome {
    fileprivate var isCorrupt: Bool {
        if case .failed(let failure) = self { failure.kind == .corrupt } else { false }
    }

    fileprivate var isUnsupported: Bool {
        if case .failed(let failure) = self { failure.kind == .unsupported } else { false }
    }
}
