internal import Contracts

/// Who has approved exactly these plan bytes, and whether that is enough.
package struct ApprovalState: Hashable, Sendable {
    package let required: Int
    /// Different approvers whose signatures hold, sorted.
    package let approvedBy: [String]
    /// Signatures that do not count, and why.
    package let rejected: [String]
    /// Configured approvers who have not signed, sorted.
    package let missing: [String]

    package var isSufficient: Bool { required > 0 && approvedBy.count >= required }

    package var summary: String {
        let have = "\(approvedBy.count) of \(required)"
        let who = approvedBy.isEmpty ? "" : " (\(approvedBy.joined(separator: ", ")))"
        let wanted = isSufficient || missing.isEmpty ? "" : "; waiting for \(missing.joined(separator: " or "))"
        let bad = rejected.isEmpty ? "" : "; not counted: \(rejected.joined(separator: "; "))"
        return have + who + wanted + bad
    }

    /// Throws unless enough different approvers have signed.
    package func requireSufficient(plan: StoredPlan) throws {
        guard !isSufficient else { return }
        throw GroundupError(
            .approval, "Plan \(plan.digest.prefix(12)) is not approved: \(summary).",
            hint: "Run 'groundup approve \(plan.digest.prefix(12)) --key KEY --as NAME' for each approver.")
    }
}

extension Workplace {
    /// Verifies every stored signature anew; nothing is remembered as verified.
    package func approvalState(of stored: StoredPlan) async throws -> ApprovalState {
        let approvers = Dictionary(configuration.approvers.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var approved: Set<String> = []
        var rejected: [String] = []
        for approval in try await documents.approvals(of: stored.digest) {
            guard let approver = approvers[approval.approver] else {
                rejected.append("\(approval.approver) is no approver of this configuration")
                continue
            }
            if try await verifier.verify(approval.signature, over: stored.bytes, by: approver) {
                approved.insert(approver.name)
            } else {
                rejected.append("the signature as \(approver.name) does not hold for this plan and key")
            }
        }
        return ApprovalState(
            required: configuration.approvalsRequired, approvedBy: approved.sorted(), rejected: rejected,
            missing: Set(approvers.keys).subtracting(approved).sorted())
    }

    /// Verifies a signature and stores it; one that does not hold is refused and not kept.
    package func approve(_ stored: StoredPlan, as name: String, signature: [UInt8]) async throws -> ApprovalState {
        guard let approver = configuration.approvers.first(where: { $0.name == name }) else {
            throw GroundupError(
                .approval, "'\(name)' is not among the approvers of the configuration.",
                hint: "Approvers: \(configuration.approvers.map(\.name).joined(separator: ", ")).")
        }
        guard try await verifier.verify(signature, over: stored.bytes, by: approver) else {
            throw GroundupError(
                .approval, "The signature is not that of \(name) over plan \(stored.digest.prefix(12)).",
                hint: "Sign with the key that the configuration names for this approver.")
        }
        try await documents.save(
            StoredApproval(planDigest: stored.digest, approver: name, signature: signature, time: clock.now()))
        return try await approvalState(of: stored)
    }
}
