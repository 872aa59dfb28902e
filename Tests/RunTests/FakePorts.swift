import Contracts
import Estate
import Orchestration
import RecoveryPlan
import RunMachine
import Synchronization

/// A journal in memory that notes the order of things and fails when it is told to.
final class MemoryJournal: Journal {
    private let state = Mutex<[JournalEvent]>([])
    private let failing: Int
    let trail: Trail

    /// - Parameter failing: the number of the append that fails as a full disk does.
    init(_ trail: Trail, failing: Int = .max, history: [JournalEvent] = []) {
        self.trail = trail
        self.failing = failing
        state.withLock { $0 = history }
    }

    var events: [JournalEvent] { state.withLock { $0 } }

    private struct FreeLease: Lease {
        func release() {}
    }

    func lease(_ run: RunID, hosts: [AssetID], as kind: LeaseKind) async throws -> any Lease { FreeLease() }

    func lease(_ run: RunID, repositories: [String]) async throws -> any Lease { FreeLease() }

    func takeOver(_ run: RunID, at time: Instant) async throws -> Int64 { 1 }

    func open(_ run: RunRecord) async throws { state.withLock { $0.append(JournalEvent(.opened)) } }

    func append(_ batch: JournalBatch, to run: RunID, fence: Int64?, at time: Instant) async throws {
        let count = trail.count(of: "append")
        trail.add("append")
        if count + 1 == failing { throw GroundupError(.state, "disk full", hint: "") }
        for event in batch.events {
            trail.add("\(event.kind.rawValue) \(event.step?.text ?? "-")")
            guard event.kind == .announced else { continue }
            for name in event.detail.split(separator: "\n") { trail.add("announced \(name)") }
        }
        for measurement in batch.measurements { trail.add("measured \(measurement.step) \(measurement.milliseconds)") }
        state.withLock { $0 += batch.events }
        desk.withLock { desk in
            for answer in batch.answers { desk.answers[answer.number] = answer }
        }
    }

    /// Requests of people and what was answered.
    private struct Desk {
        var requests: [RunRequest] = []
        var answers: [Int64: RunAnswer] = [:]
    }
    private let desk = Mutex(Desk())

    func ask(_ request: RunRequest, of run: RunID, at time: Instant) async throws -> Int64 {
        desk.withLock { desk in
            var request = request
            request.number = Int64(desk.requests.count + 1)
            desk.requests.append(request)
            return request.number
        }
    }

    func openRequests(of run: RunID) async throws -> [RunRequest] {
        desk.withLock { desk in desk.requests.filter { desk.answers[$0.number] == nil } }
    }

    func answer(to number: Int64) async throws -> RunAnswer? { desk.withLock { $0.answers[number] } }

    @discardableResult
    func waitForAnswer(to number: Int64) async throws -> RunAnswer {
        while true {
            if let answer = try await answer(to: number) { return answer }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func beat(_ run: RunID, fence: Int64, at time: Instant) async throws {}

    func entries(of run: RunID, after sequence: Int64) async throws -> [JournalEntry] {
        events.enumerated().map {
            JournalEntry(sequence: Int64($0.offset + 1), time: Instant(seconds: 0), event: $0.element)
        }
    }

    func runs() async throws -> [RunRecord] { [] }
    func run(_ id: RunID) async throws -> RunRecord? { nil }
    func measurements(limit: Int) async throws -> [BodyMeasurement] { [] }
}

/// What happened, in order.
final class Trail: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func count(of line: String) -> Int { all.count { $0 == line } }
    func position(of line: String) -> Int? { all.firstIndex(of: line) }
    var all: [String] { lines.withLock { $0 } }
}

/// Ends each step as the test says; `hold` waits until it is cancelled.
struct FakeSteps: StepRunner {
    enum Answer: Sendable {
        case result(StepOutcome)
        case hold
        case fault
        /// Succeeds once so many requests of people were answered.
        case afterAnswers(MemoryJournal, Int64)
        /// Asks for these one after another, then succeeds.
        case afterAsking(MemoryJournal, RunID, [(RunRequestKind, String)])
    }

    let trail: Trail
    /// Steps whose bodies an earlier controller had begun.
    var begun: Set<String> = []
    let answer: @Sendable (StepRequest) -> Answer

    func run(_ request: StepRequest) async throws -> StepResult {
        trail.add("body \(request.step.id) \(request.attempt)")
        switch answer(request) {
        case .result(let outcome): return StepResult(outcome: outcome, milliseconds: 1_500, lastLines: ["last words"])
        case .afterAnswers(let journal, let count):
            for number in 1...count { try await journal.waitForAnswer(to: number) }
            return StepResult(outcome: .succeeded, milliseconds: 1, lastLines: [])
        case .afterAsking(let journal, let run, let wishes):
            for (kind, step) in wishes {
                // A wish may come too early, such as a retry before the failure.
                while true {
                    let request = RunRequest(kind, step: StepID(step), person: "bob", because: "now")
                    let number = try await journal.ask(request, of: run, at: Instant(seconds: 2))
                    if try await journal.waitForAnswer(to: number).isAccepted { break }
                }
            }
            return StepResult(outcome: .succeeded, milliseconds: 1, lastLines: [])
        case .fault: throw GroundupError(.state, "the controller's disk is full", hint: "")
        case .hold:
            // Ends only by cancellation.
            for await _ in AsyncStream(Void.self, { _ in }) {}
            throw CancellationError()
        }
    }

    func hasBegun(_ request: StepRequest) -> Bool { begun.contains(request.step.id.text) }

    func stop(_ request: StepRequest) async throws { trail.add("stop \(request.step.id) \(request.attempt)") }

    func release(_ step: StepID, position: Int, in run: RunID, note: String) throws {}

    func logPath(of step: StepID, position: Int, in run: RunID) -> String { "/log/\(step)" }

    func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws {}

    func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] {
        trail.add("clean \(hosts.map(\.text).joined(separator: ","))")
        return [BlindSpot(subject: "db1", reason: "not cleaned")]
    }
}

struct FakeSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        guard secret.reference == "known" else {
            throw GroundupError(.configuration, "no secret \(secret.reference)", hint: "Put it there.")
        }
        return ResolvedSecret(name: secret.name, value: [1])
    }
}

struct FixedClock: Contracts.Clock {
    func now() -> Instant { Instant(seconds: 100) }
}

/// Stop requests that the test sends.
struct SentStops: StopRequests {
    let stream: AsyncStream<StopRequest>
    let continuation: AsyncStream<StopRequest>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func requests() -> AsyncStream<StopRequest> { stream }
}

/// Notes changes, and does what the test wants at one of them.
struct TrailObserver: RunObserver {
    let trail: Trail
    var reaction: @Sendable (String) -> Void = { _ in }

    func observe(_ change: RunChange, at time: Instant) async {
        // When it is told depends on the clock, so the trail leaves it out.
        if case .replanned = change { return }
        let line =
            switch change {
            case .opened(_, _, let succeeded, let isResumed): "seen opened \(succeeded.count) \(isResumed)"
            case .started(let step, let attempt, let isAttached): "seen started \(step) \(attempt) \(isAttached)"
            case .succeeded(let step, _): "seen succeeded \(step)"
            case .failed(let failure, let pause): "seen failed \(failure.step) \(pause ?? 0)"
            case .skipped(let step, let cause): "seen skipped \(step) \(cause)"
            case .verified(let verification): "seen verified \(verification.step) \(verification.text)"
            case .decided(let request): "seen \(request.kind) \(request.step?.text ?? "-")"
            case .refused(let request, let because): "seen refused \(request.kind): \(because)"
            case .stopRequested(let request, let running): "seen \(request) \(running)"
            case .warning(let text): "seen warning \(text)"
            case .replanned(let seconds): "seen replanned \(seconds)"
            case .finished(let outcome): "seen finished \(outcome)"
            }
        trail.add(line)
        reaction(line)
    }
}

/// A plan of steps named by letters; `needs` as in `["b": "a"]` means that b needs a.
func letterPlan(_ names: String, needs: [Character: String] = [:], attempts: Int = 1, secret: String? = nil) -> Plan {
    var plan = Plan(estate: "test", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
    plan.bodies = ["body": "true"]
    plan.steps = names.map { name in
        Step(
            id: StepID(String(name)), title: "", asset: AssetID("db1"), target: AssetID("db1"), place: .target,
            body: "body", secrets: secret.map { [SecretReference(name: "S", reference: $0)] } ?? [],
            needs: (needs[name] ?? "").map { Need(step: StepID(String($0)), why: "test") },
            estimate: Estimate(seconds: 1, basis: "test"), timeout: 60, attempts: attempts, why: "test")
    }
    return plan
}
