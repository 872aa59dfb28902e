internal import Assurance
package import Contracts
internal import Estate

/// Restores a point to a place of its own on the controller, compares it, and lets applications work on it there.
package struct RestoreTesting: Sendable {
    let files: any ContentFiles
    let checks: any ApplicationChecks
    let verdicts: any VerdictStore
    let tests: any RestoreTestStore
    let scratch: any ScratchSpace
    let workers: Int

    package init(
        files: any ContentFiles, checks: any ApplicationChecks, verdicts: any VerdictStore, tests: any RestoreTestStore,
        scratch: any ScratchSpace, workers: Int
    ) {
        self.files = files
        self.checks = checks
        self.verdicts = verdicts
        self.tests = tests
        self.scratch = scratch
        self.workers = workers
    }

    /// Tests `point` to `depth`, which is V4 or V5; says what was really reached, and remembers it.
    ///
    /// The restored files are removed, whatever happens.
    func verify(
        _ point: RestorePoint, to depth: VerifyDepth, in repository: RepositoryEntry, by engine: any Engine,
        within seconds: Int, clock: any Clock
    ) async throws -> PointVerification {
        let folder = try scratch.make()
        defer { scratch.remove(folder) }
        let restored: Restored
        do throws(EngineFailure) {
            restored = try await restore(point, in: repository, by: engine, to: folder)
        } catch {
            // What the tool cannot do says nothing of the point.
            let isOurs = Self.ours.contains(error.kind)
            let outcome: EngineOutcome = isOurs ? .unknown("\(error)") : .failed(error)
            return try await kept(.init(outcome: outcome), point, repository, working: [], clock)
        }
        let comparison = try await compare(restored, point, repository.name)
        if let stop = verdict(on: comparison) { return try await kept(stop, point, repository, working: [], clock) }
        guard depth == .working else {
            let outcome = comparison.warning().map(EngineOutcome.warned) ?? .ok(proof: comparison.words)
            let proven = PointVerification(reached: .restored, outcome: outcome)
            return try await kept(proven, point, repository, working: [], clock)
        }
        let findings = try await findings(in: folder, within: seconds)
        let working = findings.compactMap { $0.finding.isWorking ? "/\($0.subject.path)" : nil }
        return try await kept(
            Self.verdict(on: findings, after: comparison), point, repository, working: working, clock)
    }

    /// Failures that say nothing of a restore point.
    private static let ours: Set<EngineFailure.Kind> = [
        .unsupported, .toolMissing, .cancelled, .noSpace, .network, .locked, .noPassword, .timeout, .stalled,
    ]

    // MARK: - V4

    private struct Restored {
        let folder: String
        let manifest: [String: Int64]
    }

    private func restore(
        _ point: RestorePoint, in repository: RepositoryEntry, by engine: any Engine, to folder: String
    ) async throws(EngineFailure) -> Restored {
        let sizes = ManifestSizes()
        try await engine.manifest(of: point, below: [], in: repository) { sizes.add($0) }
        try await engine.extract(nil, of: point, in: repository, to: folder)
        return Restored(folder: folder, manifest: sizes.all)
    }

    private func compare(
        _ restored: Restored, _ point: RestorePoint, _ repository: String
    ) async throws -> RestoredComparison {
        let lineage = PointLineage(repository: repository, host: point.host, paths: point.paths)
        let digests = try await remembered(point, of: lineage)
        var judged: [JudgedFile] = []
        do {
            judged = try await InspectContent(files, workers: workers).report(on: [restored.folder]).files
        } catch let error as GroundupError where error.code == .findings {
            // Not a single file came back.
        }
        return RestoredComparison(
            manifest: restored.manifest, digests: digests, files: judged, below: restored.folder)
    }

    /// What the point held when it was read before, by path.
    private func remembered(_ point: RestorePoint, of lineage: PointLineage) async throws -> [String: String] {
        guard let detector = try await verdicts.lastDetector(of: lineage) else { return [:] }
        let read = try await verdicts.pointsRead(of: lineage, detector: detector)
        guard let place = read.first(where: { $0.id == point.id && $0.damage == nil })?.position else { return [:] }
        let contents = try await verdicts.contents(of: lineage, detector: detector)
        return contents.reduce(into: [:]) { digests, content in
            guard content.first <= place, content.end.map({ place < $0 }) ?? true else { return }
            digests[content.path] = content.digest
        }
    }

    /// What ends the test before applications are looked at; `nil` when everything came back.
    private func verdict(on comparison: RestoredComparison) -> PointVerification? {
        guard comparison.wanted > 0 else {
            return PointVerification(outcome: .unknown("the restore point holds no file: nothing was proven"))
        }
        if let fault = comparison.fault {
            return PointVerification(reached: .restored, outcome: .failed(EngineFailure(.corrupt, fault)))
        }
        return nil
    }

    // MARK: - V5

    struct Checked: Sendable {
        let subject: ApplicationSubject
        let finding: ApplicationFinding
    }

    private func findings(in folder: String, within seconds: Int) async throws -> [Checked] {
        var checked: [Checked] = []
        for subject in checks.subjects(in: try files.tree(at: folder)) {
            checked.append(
                Checked(subject: subject, finding: await checks.check(subject, in: folder, within: seconds)))
        }
        return checked
    }

    /// V5 is reached only when everything that is there to be checked was; no check at all is no pass.
    static func verdict(on checked: [Checked], after comparison: RestoredComparison) -> PointVerification {
        func words(_ wanted: (ApplicationFinding) -> String?) -> [String] {
            checked.compactMap { one in
                wanted(one.finding).map { "\(one.subject.kind) /\(one.subject.path): \($0)" }
            }
        }
        let damaged = words { if case .damaged(let words) = $0 { words } else { nil } }
        let open = words { if case .notJudged(let words) = $0 { words } else { nil } }
        let works = words { if case .works(let words) = $0 { words } else { nil } }
        if let first = damaged.first {
            let more = damaged.count > 1 ? " (and \(damaged.count - 1) more)" : ""
            return PointVerification(reached: .working, outcome: .failed(EngineFailure(.corrupt, first + more)))
        }
        let clusters = checked.filter { $0.subject.kind == "postgresql-cluster" && $0.finding.isWorking }
        if let warning = comparison.warning(besides: clusters.map { "/\($0.subject.path)" }) {
            return PointVerification(reached: .restored, outcome: .warned(warning))
        }
        if checked.isEmpty {
            return PointVerification(
                reached: .restored,
                outcome: .unknown("\(comparison.words); nothing in it is of an application that can be checked"))
        }
        if let first = open.first {
            return PointVerification(
                reached: .restored,
                outcome: .unknown(
                    "\(comparison.words); \(works.count) of \(checked.count) checked; not judged: \(first)"))
        }
        return PointVerification(
            reached: .working, outcome: .ok(proof: "\(comparison.words); \(works.joined(separator: "; "))"))
    }

    // MARK: - Memory

    /// Remembers a test that proved or refuted something.
    private func kept(
        _ result: PointVerification, _ point: RestorePoint, _ repository: RepositoryEntry, working: [String],
        _ clock: any Clock
    ) async throws -> PointVerification {
        var record = RestoreTestRecord(
            repository: repository.name, point: point, depth: result.reached == .working ? .working : .restored,
            outcome: .passed, words: "", working: working, endedAt: clock.now())
        switch result.outcome {
        case .ok(let words): record.words = words
        // Everything came back, but not everything could be looked at.
        case .unknown(let words) where result.reached == .restored: record.words = words
        case .failed(let failure): (record.outcome, record.words) = (.failed, failure.description)
        case .warned, .unknown: return result
        }
        record.words = EngineText.shortened(record.words)
        try await tests.keep(record)
        return result
    }
}

extension ApplicationFinding {
    fileprivate var isWorking: Bool { if case .works = self { true } else { false } }
}
