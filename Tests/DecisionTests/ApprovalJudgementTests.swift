import Contracts
import Estate
import Orchestration
import Testing

/// Every short history of decisions, in every order in which it may have come in.
@Suite("Decisions are judged alike in every order")
struct ApprovalJudgementTests {
    private let people = ["a", "b"].map { ApproverEntry(name: $0, key: "k", roles: ["operator"]) }

    private func judgement(_ count: Int) -> ApprovalJudgement {
        ApprovalJudgement(
            ApprovalPolicy(required: [RoleRequirement(role: "operator", count: count)]), approvers: people,
            applications: [], requester: nil, now: Instant(seconds: 1_000), subject: { _ in true })
    }

    private func decision(_ person: String, _ decision: Decision, at seconds: Int64) -> VerifiedDecision {
        let expires = decision == .approve ? Instant(seconds: 5_000) : nil
        return VerifiedDecision(
            statement: ApprovalStatement(
                subject: .drills(applications: []), decision: decision, person: person, role: "operator",
                signedAt: Instant(seconds: seconds), expiresAt: expires, reason: ""),
            key: person)
    }

    /// Histories of so many decisions: who decides what, one second after the other.
    private func histories(_ length: Int) -> [[VerifiedDecision]] {
        guard length > 0 else { return [[]] }
        return histories(length - 1).flatMap { earlier in
            people.flatMap { person in
                Decision.allCases.map { earlier + [decision(person.name, $0, at: Int64(100 + length))] }
            }
        }
    }

    private func orders<Element>(_ elements: [Element]) -> [[Element]] {
        guard !elements.isEmpty else { return [[]] }
        return elements.indices.flatMap { index in
            var rest = elements
            let first = rest.remove(at: index)
            return orders(rest).map { [first] + $0 }
        }
    }

    @Test("the newest decision of each person decides, whatever came before and in whatever order it came in")
    func everyHistory() {
        for history in (0...4).flatMap(histories) {
            var newest: [String: Decision] = [:]
            for decision in history { newest[decision.statement.person] = decision.statement.decision }
            let approved = newest.filter { $0.value == .approve }.map(\.key).sorted()
            let isBlocked = newest.values.contains(.reject)
            for order in orders(history) {
                let state = judgement(2).state(of: order)
                #expect(state.approvedBy == approved)
                #expect(state.rejections.isEmpty == !isBlocked)
                #expect(state.isSufficient == (approved.count == 2 && !isBlocked))
            }
        }
    }

    @Test("of two decisions of the same second the stricter one counts", arguments: Decision.allCases)
    func sameSecond(other: Decision) {
        for order in orders([decision("a", .approve, at: 1), decision("a", other, at: 1)]) {
            let state = judgement(1).state(of: order)
            #expect(state.approvedBy == (other == .approve ? ["a"] : []))
            #expect(state.rejections.count == (other == .reject ? 1 : 0))
        }
    }
}
