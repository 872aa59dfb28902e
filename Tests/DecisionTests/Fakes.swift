import Assurance
import Contracts
import Estate
import Orchestration
import RecoveryPlan
import Synchronization

/// A clock that a test sets.
final class SetClock: Contracts.Clock {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64) { self.seconds = Mutex(seconds) }

    func now() -> Instant { Instant(seconds: seconds.withLock { $0 }) }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}

/// What surrounds a workplace and can be spoilt piece by piece.
final class Surroundings: Engine, MediaDepot, SecretResolver, RemoteShell, ControllerInspector, Sendable {
    struct State {
        var repository: Result<RestorePointList, EngineFailure> = .success(
            RestorePointList([
                RestorePoint(id: "p1", host: "db1", takenAt: Instant(seconds: 900_000), paths: ["/srv"])
            ]))
        var depot: String? = "d1"
        var isDepotGood = true
        var secrets: Set<String> = ["file:/escrow"]
        var skew: Int64 = 0
        var hostFree: Int64 = 1 << 30
        var isReachable = true
        var tools: Set<String> = ["ssh", "ssh-keygen"]
        var free: Int64 = 1 << 40
        var isWritable = true
    }

    let name = "fake"
    let path = "/depot"
    private let clock: SetClock
    private let state = Mutex(State())

    init(_ clock: SetClock) { self.clock = clock }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    private var now: State { state.withLock { $0 } }

    func restorePoints(in repository: RepositoryEntry) async throws(EngineFailure) -> RestorePointList {
        try now.repository.get()
    }
    func manifest(
        of point: RestorePoint, below paths: [String], in repository: RepositoryEntry,
        each: @escaping @Sendable (ManifestEntry) -> Void
    ) async throws(EngineFailure) {}
    func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        Restoration(
            name: "fake/restore", body: StepBody(place: .controller, timeout: 5, script: "true\n"), parameters: [],
            secrets: [])
    }

    func fill(_ request: MediaRequest) async throws -> (entries: [DepotEntry], unavailable: [String]) { ([], []) }
    func contents() throws -> [DepotEntry] { [] }
    func digest() throws -> String? { now.depot }
    func verify() async throws -> [DepotEntry] {
        guard now.isDepotGood else { throw GroundupError(.media, "a package was changed", hint: "Fill again.") }
        return []
    }

    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard now.secrets.contains(secret.reference) else {
            throw GroundupError(.configuration, "\(secret.reference) is missing", hint: "Put it there.")
        }
        return ResolvedSecret(name: secret.name, value: Array("s3cret".utf8))
    }

    func run(_ script: String, environment: [String: String], on host: HostEntry, timeout: Int) async throws
        -> ProcessResult
    {
        guard now.isReachable else { return ProcessResult(outcome: .exited(255), output: [], errors: "no route") }
        let text = "\(clock.now().seconds + now.skew)\n\(now.hostFree >> 10)\n"
        return ProcessResult(outcome: .exited(0), output: Array(text.utf8), errors: "")
    }

    func tool(_ name: String) async -> ToolState { now.tools.contains(name) ? .present(version: "1") : .missing }
    func freeBytes(at path: String) -> Int64? { now.free }
    func isWritable(_ path: String) -> Bool { now.isWritable }
}

/// What no decision and no preflight may ever reach.
struct Untouched: Source, StepRunner, ControllerFactsSource {
    let name = "none"

    func observe(_ host: HostEntry, at now: Instant) async throws -> HostObservation { throw Self.touched }
    func run(_ request: StepRequest) async throws -> StepResult { throw Self.touched }
    func hasBegun(_ request: StepRequest) -> Bool { true }
    func stop(_ request: StepRequest) async throws { throw Self.touched }
    func release(_ step: StepID, position: Int, in run: RunID, note: String) throws { throw Self.touched }
    func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws {}
    func logPath(of step: StepID, position: Int, in run: RunID) -> String { "" }
    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] { [] }
    func facts(reaching destinations: [SSHDestination]) async -> ControllerFacts { ControllerFacts() }

    /// Only a run that starts gets here.
    static let touched = GroundupError(.runFailed, "a step was started", hint: "")
}

struct Silent: RunObserver, StopRequests {
    func observe(_ change: RunChange, at time: Instant) async {}
    func requests() -> AsyncStream<StopRequest> { AsyncStream { $0.finish() } }
}

/// A state whose one plan somebody altered, under the digest that people approved.
final class AlteredDocuments: DocumentStore {
    private let digest: String
    private let bytes: Mutex<[UInt8]>

    init(_ stored: StoredPlan) {
        digest = stored.digest
        bytes = Mutex(stored.bytes)
    }

    func flip(_ position: Int) { bytes.withLock { $0[position] ^= 1 } }

    func plan(_ digest: String?) async throws -> StoredDocument? {
        StoredDocument(digest: self.digest, bytes: bytes.withLock { $0 }, time: Instant(seconds: 0))
    }

    func save(estate document: StoredDocument) async throws {}
    func save(plan document: StoredDocument) async throws {}
    func estate(_ digest: String?) async throws -> StoredDocument? { nil }
    func estates() async throws -> [DocumentSummary] { [] }
    func plans() async throws -> [DocumentSummary] { [] }
}
