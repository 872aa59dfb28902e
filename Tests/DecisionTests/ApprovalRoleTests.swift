import Contracts
import Estate
import Formats
import Foundation
import Orchestration
import RecoveryPlan
import Testing

/// Who may decide on what, with real keys and real signatures.
@Suite("Roles decide who may approve", .serialized)
struct ApprovalRoleTests {
    private let office: Office
    private let workplace: Workplace
    private let alice: ApproverEntry
    private let eve: ApproverEntry

    init() async throws {
        office = try Office()
        alice = try await office.approver("alice", "operator")
        eve = try await office.approver("eve", "security")
        workplace = try office.workplace([alice, eve], ApprovalTests.both)
    }

    @Test("a role that the person has not is refused, and does not count once it was taken away")
    func wrongRole() async throws {
        let stored = try await office.plan(workplace)
        await #expect(throws: GroundupError.self) {
            try await workplace.statement(DecisionWish(.approve, by: "alice", role: "security"), on: stored)
        }
        try await office.decide(.approve, "eve", stored, workplace)
        var demoted = eve
        demoted.roles = ["operator"]
        let state = try await office.workplace([alice, demoted], ApprovalTests.both).approvalState(of: stored)
        #expect(state.approvedBy.isEmpty, "\(state.summary)")
    }

    @Test("who asked for a plan may not approve it, unless the policy says so")
    func requester() async throws {
        let stored = try await office.plan(workplace) { $0.requestedBy = "alice" }
        let error = await #expect(throws: GroundupError.self) {
            try await office.decide(.approve, "alice", stored, workplace)
        }
        #expect(error?.code == .approval)
        var policy = ApprovalTests.both
        policy.requesterMayApprove = true
        let open = try office.workplace([alice, eve], policy)
        #expect(try await office.decide(.approve, "alice", stored, open).approvedBy == ["alice"])
        #expect(try await workplace.approvalState(of: stored).approvedBy.isEmpty, "the policy of now decides")
        #expect(throws: GroundupError.self) {
            try office.workplace([ApproverEntry(name: "bob@x", key: "k")]).requester("Bob")
        }
    }

    @Test("one person counts once, and so does one key")
    func once() async throws {
        var both = alice
        both.roles = ["operator", "security"]
        var twin = alice
        twin.name = "zoe"
        twin.roles = ["security"]
        let place = try office.workplace([both, twin], ApprovalTests.both)
        let stored = try await office.plan(place)
        try await office.decide(.approve, "alice", stored, place, role: "operator")
        let second = try await office.decide(.approve, "alice", stored, place, role: "security")
        #expect(second.approvedBy == ["alice"] && !second.isSufficient)
        let statement = try await place.statement(DecisionWish(.approve, by: "zoe"), on: stored)
        _ = try await place.decide(statement, signature: try await office.sign(statement, "alice"))
        #expect(try await !place.approvalState(of: stored).isSufficient)
    }

    @Test("an owner decides on their applications only; a file of signers names keys too")
    func ownersAndFile() async throws {
        let olga = try await office.approver("olga", "owner", applications: ["erp"])
        let policy = ApprovalPolicy(required: [RoleRequirement(role: "owner", count: 1)])
        let place = try office.workplace([olga], policy)
        let stored = try await office.plan(place)
        await #expect(throws: GroundupError.self) { try await office.decide(.approve, "olga", stored, place) }
        let file = "\(office.folder)/signers"
        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: file)) }
        try write("olga namespaces=\"groundup-plan\" \(olga.key ?? "")\n")
        let listed = ApproverEntry(name: "olga", key: nil, signers: file, roles: ["owner"], applications: ["shop"])
        let other = try office.workplace([listed], policy)
        #expect(try await office.decide(.approve, "olga", stored, other).isSufficient)
        try write("mallory \(olga.key ?? "")\n")
        #expect(try await !other.approvalState(of: stored).isSufficient)
    }

    @Test("without any approver, or any requirement, nothing starts")
    func nobody() async throws {
        let place = try office.workplace([], ApprovalPolicy(required: []))
        let stored = try await office.plan(place)
        #expect(try await !place.approvalState(of: stored).isSufficient)
        #expect(try await office.start(stored, place) == .approval)
    }

    @Test("a standing approval allows drills of its applications for its time, and never a restore")
    func standing() async throws {
        let place = try office.workplace([alice])
        let stored = try await office.plan(place)
        let statement = try await place.standingStatement(
            DecisionWish(.approve, by: "alice", validity: 86_400), applications: ["shop"])
        try await place.decideStanding(statement, signature: try await office.sign(statement, "alice"))
        #expect(try await place.standingApproval(for: stored.plan).isSufficient)
        #expect(try await !place.approvalState(of: stored).isSufficient)
        #expect(try await office.start(stored, place) == .approval)
        var wider = stored.plan
        wider.scope = ["erp", "shop"]
        #expect(try await !place.standingApproval(for: wider).isSufficient, "erp was not approved")
        var own = stored.plan
        own.requestedBy = "alice"
        #expect(try await !place.standingApproval(for: own).isSufficient)
        office.clock.advance(86_400)
        #expect(try await !place.standingApproval(for: stored.plan).isSufficient)
        #expect(try await place.standingApprovals().map { $0.problem != nil } == [true])
    }
}
