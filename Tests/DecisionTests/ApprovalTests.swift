import Contracts
import Estate
import Formats
import Orchestration
import RecoveryPlan
import Store
import Testing

/// Every way in which an approval must not count, with real keys and real signatures.
@Suite("Approvals count only as what they are", .serialized)
struct ApprovalTests {
    private let office: Office
    private let workplace: Workplace
    private let alice: ApproverEntry
    private let eve: ApproverEntry

    init() async throws {
        office = try Office()
        alice = try await office.approver("alice", "operator")
        eve = try await office.approver("eve", "security")
        workplace = try office.workplace([alice, eve], Self.both)
    }

    static let both = ApprovalPolicy(
        required: [RoleRequirement(role: "operator", count: 1), RoleRequirement(role: "security", count: 1)])

    @Test("one of each role lets a plan start, one of them does not")
    func bothRoles() async throws {
        let stored = try await office.plan(workplace)
        let first = try await office.decide(.approve, "alice", stored, workplace)
        #expect(!first.isSufficient)
        #expect(first.requirements.map(\.candidates) == [[], ["eve"]])
        #expect(try await office.start(stored, workplace) == .approval)
        #expect(try await office.decide(.approve, "eve", stored, workplace).isSufficient)
        #expect(try await office.start(stored, workplace) == .runFailed, "it started")
    }

    @Test("a forged signature, and one of another person, is refused and not kept")
    func forged() async throws {
        let stored = try await office.plan(workplace)
        let statement = try await workplace.statement(DecisionWish(.approve, by: "eve"), on: stored)
        for signature in [try await office.sign(statement, "alice"), Array("nonsense".utf8), []] {
            let error = await #expect(throws: GroundupError.self) {
                try await workplace.decide(statement, signature: signature)
            }
            #expect(error?.code == .approval)
        }
        #expect(try await workplace.decisions.decisions(on: stored.digest).isEmpty)
    }

    @Test("a forged row in the state does not count")
    func forgedRow() async throws {
        let stored = try await office.plan(workplace)
        let statement = try await workplace.statement(DecisionWish(.approve, by: "eve"), on: stored)
        let signature = try await office.sign(statement, "alice")
        for bytes in [statement, Array("groundup-approval 1\n".utf8)] {
            try await workplace.decisions.save(
                StoredDecision(
                    planDigest: stored.digest, statement: bytes, signature: signature, receivedAt: office.clock.now()))
        }
        let state = try await workplace.approvalState(of: stored)
        #expect(state.approvedBy.isEmpty && state.notCounted.count == 2, "\(state.summary)")
    }

    @Test("an approval ends, at every start and resume")
    func expired() async throws {
        let stored = try await office.plan(workplace)
        try await office.decide(.approve, "alice", stored, workplace, validity: 3_600)
        try await office.decide(.approve, "eve", stored, workplace)
        office.clock.advance(3_599)
        #expect(try await workplace.approvalState(of: stored).isSufficient)
        office.clock.advance(1)
        let state = try await workplace.approvalState(of: stored)
        #expect(!state.isSufficient && state.notCounted.map(\.person) == ["alice"])
        #expect(try await office.start(stored, workplace) == .approval)
        let run = try #require(RunID("20261125T000000-9"))
        try await workplace.journal.open(
            RunRecord(id: run, planDigest: stored.digest, openedAt: office.clock.now()))
        let error = await #expect(throws: GroundupError.self) {
            try await workplace.resume(run, observer: Silent(), stops: Silent())
        }
        #expect(error?.code == .approval)
    }

    @Test("a shorter policy ends approvals that were given under a longer one")
    func shortened() async throws {
        let stored = try await office.plan(workplace)
        try await office.decide(.approve, "alice", stored, workplace)
        var policy = Self.both
        policy.validity = 60
        office.clock.advance(61)
        let state = try await office.workplace([alice, eve], policy).approvalState(of: stored)
        #expect(state.approvedBy.isEmpty)
        await #expect(throws: GroundupError.self) {
            try await office.workplace([alice, eve], policy).statement(
                DecisionWish(.approve, by: "alice", validity: 61), on: stored)
        }
    }

    @Test("an approval of one plan is nothing for another")
    func replayed() async throws {
        let stored = try await office.plan(workplace)
        let other = try await office.plan(workplace) { $0.asOf = Instant(seconds: 900_001) }
        let statement = try await workplace.statement(DecisionWish(.approve, by: "alice"), on: stored)
        let signature = try await office.sign(statement, "alice")
        try await workplace.decisions.save(
            StoredDecision(
                planDigest: other.digest, statement: statement, signature: signature, receivedAt: office.clock.now()))
        let state = try await workplace.approvalState(of: other)
        #expect(state.approvedBy.isEmpty && state.notCounted.count == 1)
    }

    @Test("no byte of a statement can be altered")
    func alteredStatement() async throws {
        let stored = try await office.plan(workplace)
        let statement = try await workplace.statement(DecisionWish(.approve, by: "alice"), on: stored)
        let signature = try await office.sign(statement, "alice")
        for position in statement.indices {
            var altered = statement
            altered[position] ^= 1
            await #expect(throws: GroundupError.self) { try await workplace.decide(altered, signature: signature) }
        }
        #expect(try await workplace.decide(statement, signature: signature).state.approvedBy == ["alice"])
    }

    @Test("no byte of an approved plan can be altered")
    func alteredPlan() async throws {
        let stored = try await office.plan(workplace)
        for name in ["alice", "eve"] { try await office.decide(.approve, name, stored, workplace) }
        let altered = AlteredDocuments(stored)
        let place = try office.workplace([alice, eve], Self.both, documents: altered)
        #expect(try await place.approvalState(of: try await place.storedPlan(nil)).isSufficient)
        for position in stored.bytes.indices {
            altered.flip(position)
            let error = await #expect(throws: GroundupError.self) { try await place.storedPlan(stored.digest) }
            #expect(error?.code == .approval)
            altered.flip(position)
        }
    }

    @Test("a rejection blocks until it is withdrawn; the newest decision of a person counts")
    func rejection() async throws {
        let stored = try await office.plan(workplace)
        try await office.decide(.approve, "alice", stored, workplace)
        try await office.decide(.approve, "eve", stored, workplace)
        let rejected = try await office.decide(.reject, "eve", stored, workplace)
        #expect(!rejected.isSufficient && rejected.rejections.map(\.why) == ["because"])
        #expect(try await office.start(stored, workplace) == .approval)
        let withdrawn = try await office.decide(.withdraw, "eve", stored, workplace)
        #expect(withdrawn.rejections.isEmpty && withdrawn.approvedBy == ["alice"], "nothing of eve is left")
        #expect(try await office.decide(.approve, "eve", stored, workplace).isSufficient)
    }

    @Test("an old approval that is brought in again does not undo its withdrawal")
    func replayedAfterWithdrawal() async throws {
        let stored = try await office.plan(workplace)
        let statement = try await workplace.statement(DecisionWish(.approve, by: "alice"), on: stored)
        let signature = try await office.sign(statement, "alice")
        _ = try await workplace.decide(statement, signature: signature)
        office.clock.advance(10)
        try await office.decide(.withdraw, "alice", stored, workplace)
        #expect(try await workplace.decide(statement, signature: signature).state.approvedBy.isEmpty)
    }

    @Test("a decision from the future is refused, beyond what clocks differ")
    func future() async throws {
        let stored = try await office.plan(workplace)
        office.clock.advance(301)
        let statement = try await workplace.statement(DecisionWish(.approve, by: "alice"), on: stored)
        let signature = try await office.sign(statement, "alice")
        office.clock.advance(-301)
        await #expect(throws: GroundupError.self) { try await workplace.decide(statement, signature: signature) }
        office.clock.advance(1)
        #expect(try await workplace.decide(statement, signature: signature).state.approvedBy == ["alice"])
    }
}
