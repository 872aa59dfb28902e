import Contracts
import Estate
import Formats
import Foundation
import Host
import Orchestration
import RecoveryPlan
import Store
import Testing

/// A workplace with real keys, real signatures and a real state, in a folder of its own.
final class Office: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gu-office-\(UUID().uuidString)").path()
    let clock = SetClock(1_000_000)
    let around: Surroundings
    let runner = SubprocessRunner()

    init() throws {
        around = Surroundings(clock)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Makes the person's key and the entry of the configuration.
    func approver(_ name: String, _ roles: String..., applications: [String] = []) async throws -> ApproverEntry {
        let path = "\(folder)/\(name)"
        let made = try await runner.run(
            ProcessRequest("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]))
        try #require(made.succeeded)
        let words = String(decoding: try bytes("\(name).pub"), as: UTF8.self).split(separator: " ")
        return ApproverEntry(
            name: name, key: "\(words[0]) \(words[1].prefix { $0 != "\n" })", roles: roles, applications: applications)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    func sign(_ statement: [UInt8], _ name: String) async throws -> [UInt8] {
        try await SSHSigner(key: "\(folder)/\(name)", runner: runner).sign(statement)
    }

    func workplace(
        _ approvers: [ApproverEntry], _ policy: ApprovalPolicy = ApprovalPolicy(),
        documents: (any DocumentStore)? = nil, _ change: (inout Configuration) -> Void = { _ in }
    ) throws -> Workplace {
        var configuration = Configuration(estate: "shop")
        configuration.approvers = approvers
        configuration.approvals = policy
        configuration.hosts = [HostEntry(name: "db1")]
        configuration.applications = [
            ApplicationEntry(name: "shop", entries: [AssetID("db1/postgresql")]),
            ApplicationEntry(name: "erp", entries: [AssetID("db1/postgresql")]),
        ]
        configuration.repositories = [
            RepositoryEntry(name: "vault", engine: "fake", url: "/vault", password: "file:/escrow")
        ]
        change(&configuration)
        let database = try StateDatabase(folder: "\(folder)/state")
        let untouched = Untouched()
        return Workplace(
            configuration: configuration, state: "\(folder)/state", documents: documents ?? database,
            decisions: database,
            journal: database, verdicts: database, recipes: [:], clock: clock, source: untouched, engines: [around],
            targets: [],
            emitters: [], steps: untouched, secrets: around, verifier: SSHSignatureVerifier(runner: runner),
            media: around, remote: around, controller: untouched, inspector: around,
            audit: AuditTrail(
                log: database, key: StateKey(state: "\(folder)/state", runner: runner), anchors: [],
                verifier: SSHSignatureVerifier(runner: runner, namespace: .audit), clock: clock),
            coverageHistory: database, restoreTests: database, pointLooks: database)
    }

    /// A small plan that restores one dataset on a standing host, stored.
    func plan(_ workplace: Workplace, _ change: (inout Plan) -> Void = { _ in }) async throws -> StoredPlan {
        var plan = Plan(
            estate: "shop", estateDigest: String(repeating: "e", count: 64), scope: ["shop"],
            asOf: Instant(seconds: 900_000))
        plan.bodies = ["x": "true\n"]
        plan.capacities = [Capacity(name: "controller", units: 1)]
        plan.restorePoints = [
            ChosenRestorePoint(
                dataset: AssetID("db1:/srv"), repository: "vault", point: "p1", takenAt: Instant(seconds: 900_000),
                why: "newest")
        ]
        plan.steps = [
            Step(
                id: StepID("restore-files/db1:/srv"), title: "t", asset: AssetID("db1:/srv"), target: .host("db1"),
                place: .target, body: "x", parameters: [Parameter(name: "GU_SNAPSHOT", value: "p1")],
                secrets: [SecretReference(name: "GU_PASSWORD", reference: "file:/escrow")],
                capacities: [CapacityUse(capacity: "controller", units: 1)],
                estimate: Estimate(seconds: 1, basis: "test"), timeout: 5, attempts: 1, why: "lost")
        ]
        change(&plan)
        return try await workplace.storedPlan(try await workplace.save(plan))
    }

    /// Signs and hands in what the person decides.
    @discardableResult
    func decide(
        _ decision: Decision, _ name: String, _ stored: StoredPlan, _ workplace: Workplace, role: String? = nil,
        validity: Int64? = nil
    ) async throws -> ApprovalState {
        let wish = DecisionWish(decision, by: name, role: role, validity: validity, reason: "because")
        let statement = try await workplace.statement(wish, on: stored)
        return try await workplace.decide(statement, signature: try await sign(statement, name)).state
    }

    /// The error with which a restore is refused; that of the untouched step runner when it started.
    func start(_ stored: StoredPlan, _ workplace: Workplace, _ run: String = "1") async throws -> ErrorCode {
        let id = try #require(RunID("20261125T000000-\(run)"))
        do {
            _ = try await workplace.restore(stored, as: id, observer: Silent(), stops: Silent())
            return .runFailed
        } catch let error as GroundupError {
            return error.code
        }
    }
}
