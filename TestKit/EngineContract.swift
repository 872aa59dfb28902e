package import Contracts
import Estate
import RecoveryPlan

/// Prepares real repositories for the contract suite of an engine.
package protocol EngineHarness: Sendable {
    var engine: any Engine { get }

    /// A repository in `condition`; nothing when the engine cannot be brought into it here.
    func repository(in condition: EngineContract.Condition) async throws -> RepositoryEntry?

    /// A digest of every stored byte of a repository.
    func fingerprint(of repository: RepositoryEntry) async throws -> String
}

/// What every backup engine promises, proved against real repositories.
///
/// Returns what is broken, in sentences; a suite that could test nothing is broken too.
package enum EngineContract {
    /// The conditions a harness prepares.
    package enum Condition: String, Sendable, CaseIterable {
        /// Two restore points of host `web01`; both hold `/…/data` with `one` (4 bytes) and `folder/two` (5 bytes).
        case filled
        case empty
        case noPassword, passwordFileAbsent, wrongPassword, missing
        /// Locked by something that removes data.
        case lockedExclusively
        /// Locked by a running backup: reading is allowed.
        case lockedShared
        /// One of two restore points has been overwritten.
        case damagedPoint
        /// Opens and lists, but the contents cannot be listed.
        case damagedContents
    }

    /// Every broken promise.
    package static func violations(_ harness: any EngineHarness) async throws -> [String] {
        var violations: [String] = []
        var tested = 0
        for condition in Condition.allCases {
            guard let repository = try await harness.repository(in: condition) else { continue }
            tested += 1
            let before = try await harness.fingerprint(of: repository)
            let state = await harness.engine.state(of: repository)
            if !matches(state, condition) { violations.append("\(condition.rawValue): answered \(state)") }
            if case .readable(let points) = state {
                violations += await contents(of: points, condition, repository, harness.engine)
            }
            if try await harness.fingerprint(of: repository) != before {
                violations.append("\(condition.rawValue): judging changed the repository")
            }
            violations += restoration(repository, harness.engine).map { "\(condition.rawValue): \($0)" }
        }
        if tested < 5 { violations.append("only \(tested) conditions could be prepared; that proves nothing") }
        return violations
    }

    private static func matches(_ state: RepositoryState, _ condition: Condition) -> Bool {
        switch (condition, state) {
        case (.filled, .readable(let points)), (.lockedShared, .readable(let points)),
            (.damagedContents, .readable(let points)):
            !points.isEmpty
        case (.empty, .readable(let points)): points.isEmpty
        case (.noPassword, .noPassword), (.passwordFileAbsent, .noPassword), (.wrongPassword, .wrongPassword),
            (.missing, .missing), (.lockedExclusively, .locked), (.damagedPoint, .damaged),
            (.damagedContents, .damaged):
            true
        default: false
        }
    }

    private static func contents(
        of points: [RestorePoint], _ condition: Condition, _ repository: RepositoryEntry, _ engine: any Engine
    ) async -> [String] {
        guard let newest = points.last else { return [] }
        var violations: [String] = []
        if points != points.sorted(by: { $0.takenAt < $1.takenAt }) { violations.append("points are not newest last") }
        let manifest = try? await engine.manifest(of: newest, below: newest.paths, in: repository)
        switch condition {
        case .filled:
            if points.count != 2 { violations.append("filled: \(points.count) restore points instead of 2") }
            if newest.host != "web01" { violations.append("filled: the host is '\(newest.host)'") }
            violations += filled(manifest ?? [], below: newest.paths.first ?? "")
            violations += await absences(newest, repository, engine)
        case .damagedContents:
            if manifest != nil { violations.append("damagedContents: a manifest was given all the same") }
        default: break
        }
        return violations
    }

    private static func filled(_ manifest: [ManifestEntry], below root: String) -> [String] {
        let expected: [(path: String, bytes: Int64)] = [("\(root)/one", 4), ("\(root)/folder/two", 5)]
        return expected.compactMap { file in
            let found = manifest.first { $0.path == file.path }
            let isRight = found?.type == "file" && found?.bytes == file.bytes
            return isRight ? nil : "filled: \(file.path) is not in the manifest with \(file.bytes) bytes"
        }
    }

    private static func absences(
        _ point: RestorePoint, _ repository: RepositoryEntry, _ engine: any Engine
    ) async -> [String] {
        var violations: [String] = []
        let absent = try? await engine.manifest(of: point, below: ["/no/such/folder"], in: repository)
        if absent?.isEmpty != true {
            violations.append("filled: a folder that is not held has to give an empty manifest")
        }
        var unknown = point
        unknown.id = String(repeating: "0", count: point.id.count)
        if (try? await engine.manifest(of: unknown, below: point.paths, in: repository)) != nil {
            violations.append("filled: a restore point that does not exist has to be an error")
        }
        return violations
    }

    private static func restoration(_ repository: RepositoryEntry, _ engine: any Engine) -> [String] {
        let (name, body) = engine.restoreBody()
        let point = RestorePoint(id: "0", host: "web01", takenAt: Instant(seconds: 0), paths: ["/"])
        let parameters = engine.restoreParameters(repository, point: point)
        let secrets = engine.restoreSecrets(repository)
        var violations: [String] = []
        if name.isEmpty || !body.script.hasPrefix("#!/bin/sh") { violations.append("the restore body is no sh script") }
        if body.timeout <= 0 || body.attempts < 1 { violations.append("the restore body has no limit") }
        if parameters != parameters.sorted() { violations.append("restore parameters are not sorted") }
        if secrets.map(\.reference) != [repository.password].compactMap({ $0 }) {
            violations.append("the password is not passed by reference")
        }
        if parameters.contains(where: { $0.value == repository.password }) {
            violations.append("the password's reference is among the parameters")
        }
        return violations
    }
}
