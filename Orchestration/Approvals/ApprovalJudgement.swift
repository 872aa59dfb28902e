package import Contracts
package import Estate

/// A statement whose signature was looked at.
package struct VerifiedDecision: Hashable, Sendable {
    package let statement: ApprovalStatement
    /// The fingerprint of the person's key that signed it; `nil` when the signature does not hold.
    package let key: String?

    package init(statement: ApprovalStatement, key: String?) {
        self.statement = statement
        self.key = key
    }
}

/// Judges decisions by a policy at one moment; nothing is remembered from an earlier judgement.
///
/// 1. Statements about something else, by nobody known, in a role that the person has not, with a signature that does not
///    hold, or from the future do not exist.
/// 2. Of each person the newest decision counts, and only that one; of two of the same moment the stricter one.
/// 3. A rejection in a role that is asked for blocks. An approval counts unless it has ended, or its giver asked for
///    the plan.
/// 4. A person, and a key, counts once.
package struct ApprovalJudgement: Sendable {
    /// Seconds by which the clocks of people may be ahead of ours.
    package static let tolerance: Int64 = 300

    private let policy: ApprovalPolicy
    private let approvers: [String: ApproverEntry]
    private let subject: @Sendable (StatementSubject) -> Bool
    private let applications: Set<String>
    private let requester: String?
    private let now: Instant

    /// - Parameters:
    ///   - applications: what the plan brings back.
    ///   - subject: whether a statement is about what is judged.
    package init(
        _ policy: ApprovalPolicy, approvers: [ApproverEntry], applications: Set<String>, requester: String?,
        now: Instant, subject: @escaping @Sendable (StatementSubject) -> Bool
    ) {
        self.policy = policy
        self.approvers = Dictionary(approvers.map { ($0.name, $0) }) { first, _ in first }
        self.subject = subject
        self.applications = applications
        self.requester = requester
        self.now = now
    }

    /// - Parameter unreadable: how many stored statements could not be read.
    package func state(of decisions: [VerifiedDecision], unreadable: Int = 0) -> ApprovalState {
        var remarks = [ApprovalState.Remark](
            repeating: ApprovalState.Remark(person: "somebody", why: "the stored statement cannot be read"),
            count: unreadable)
        var existing: [VerifiedDecision] = []
        for decision in decisions {
            if let why = doubt(decision) { remarks.append(remark(decision, why)) } else { existing.append(decision) }
        }
        var rejections: [ApprovalState.Remark] = []
        var counted: [VerifiedDecision] = []
        for decision in newestOfEach(existing) {
            switch decision.statement.decision {
            case .withdraw: break
            case .reject where isAskedFor(decision.statement): rejections.append(remark(decision, reason(decision)))
            case .reject: remarks.append(remark(decision, "the role \(decision.statement.role) is not asked for"))
            case .approve:
                if let why = objection(to: decision, beside: counted) {
                    remarks.append(remark(decision, why))
                } else {
                    counted.append(decision)
                }
            }
        }
        return ApprovalState(
            requirements: requirements(counted), rejections: rejections, notCounted: remarks,
            holdsUntil: counted.compactMap { end(of: $0.statement) }.min(), requester: requester)
    }

    /// Why a decision is as if it had not been made; `nil` when it exists.
    package func doubt(_ decision: VerifiedDecision) -> String? {
        let statement = decision.statement
        guard subject(statement.subject) else { return "the statement is about something else" }
        guard let approver = approvers[statement.person] else { return "no approver of this configuration" }
        guard approver.roles.contains(statement.role) else {
            return "signed as \(statement.role), but has the roles \(approver.roles.joined(separator: ", "))"
        }
        guard decision.key != nil else { return "the signature does not hold for this statement and key" }
        guard statement.signedAt.seconds <= now.seconds + Self.tolerance else { return "signed in the future" }
        return nil
    }

    /// Why an approval that exists does not count; `nil` when it does.
    package func objection(to decision: VerifiedDecision, beside counted: [VerifiedDecision] = []) -> String? {
        let statement = decision.statement
        guard let end = end(of: statement) else { return "it names no end, which every approval has" }
        guard now < end else { return "ended \(Self.text(end))" }
        guard policy.requesterMayApprove || statement.person != requester else {
            return "asked for the plan, and may not approve it too"
        }
        if let approver = approvers[statement.person], !covers(approver) {
            return "decides on \(approver.applications.joined(separator: ", ")) only"
        }
        guard isAskedFor(statement) else { return "the role \(statement.role) is not asked for" }
        if let other = counted.first(where: { $0.key == decision.key }) {
            return "signed with the same key as \(other.statement.person)"
        }
        return nil
    }

    // MARK: - Parts of it

    private func newestOfEach(_ decisions: [VerifiedDecision]) -> [VerifiedDecision] {
        var newest: [String: VerifiedDecision] = [:]
        for decision in decisions {
            let person = decision.statement.person
            guard let other = newest[person], !isNewer(decision.statement, than: other.statement) else {
                newest[person] = decision
                continue
            }
        }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    private func isNewer(_ left: ApprovalStatement, than right: ApprovalStatement) -> Bool {
        (left.signedAt.seconds, strictness(left)) > (right.signedAt.seconds, strictness(right))
    }

    private func strictness(_ statement: ApprovalStatement) -> Int {
        switch statement.decision {
        case .approve: 0
        case .withdraw: 1
        case .reject: 2
        }
    }

    /// The earlier of what the statement says and what the policy admits now.
    private func end(of statement: ApprovalStatement) -> Instant? {
        let latest = Instant(seconds: statement.signedAt.seconds + policy.validity)
        return statement.expiresAt.map { min($0, latest) }
    }

    private func isAskedFor(_ statement: ApprovalStatement) -> Bool {
        policy.required.contains { $0.role == nil || $0.role == statement.role }
    }

    private func covers(_ approver: ApproverEntry) -> Bool {
        approver.applications.isEmpty || !applications.isDisjoint(with: approver.applications)
    }

    private func requirements(_ counted: [VerifiedDecision]) -> [ApprovalState.Requirement] {
        var left = counted.map(\.statement)
        let taken = Set(left.map(\.person))
        // Roles first, so that who can only give a certain one is not used up by one that anybody may give.
        return policy.required.sorted { ($0.role ?? "~") < ($1.role ?? "~") }.map { required in
            let given = left.filter { required.role == nil || $0.role == required.role }.map(\.person)
            left.removeAll { given.contains($0.person) }
            let able = approvers.values.filter { approver in
                (required.role.map(approver.roles.contains) ?? true) && covers(approver)
                    && (policy.requesterMayApprove || approver.name != requester) && !taken.contains(approver.name)
            }
            return ApprovalState.Requirement(
                role: required.role, count: required.count, approvedBy: given.sorted(),
                candidates: able.map(\.name).sorted())
        }
    }

    private func remark(_ decision: VerifiedDecision, _ why: String) -> ApprovalState.Remark {
        ApprovalState.Remark(person: decision.statement.person, why: why)
    }

    private func reason(_ decision: VerifiedDecision) -> String {
        decision.statement.reason.isEmpty ? "no reason given" : decision.statement.reason
    }
}
