internal import Contracts
package import Estate

/// Who has approved exactly this plan, what is missing, and what does not count.
package struct ApprovalState: Hashable, Sendable {
    /// One thing that the policy asks for.
    package struct Requirement: Hashable, Sendable {
        /// `nil` for approvers of every role.
        package let role: String?
        package let count: Int
        /// Whose approvals count for it, sorted.
        package let approvedBy: [String]
        /// Who may still give it, sorted.
        package let candidates: [String]

        package var isMet: Bool { count > 0 && approvedBy.count >= count }
    }

    /// A decision that does not count, or that blocks.
    package struct Remark: Hashable, Sendable {
        package let person: String
        package let why: String
    }

    package let requirements: [Requirement]
    /// Rejections that block until they are withdrawn.
    package let rejections: [Remark]
    /// Decisions that do not count, and why.
    package let notCounted: [Remark]
    /// When the first of the approvals that count ends.
    package let holdsUntil: Instant?
    /// Who asked for it; `nil` where nobody said, so that nobody was excluded.
    package let requester: String?

    /// Whose approvals count, sorted.
    package var approvedBy: [String] { requirements.flatMap(\.approvedBy).sorted() }

    /// At least one approval is asked for, all that are asked for are there, and nobody objects.
    package var isSufficient: Bool {
        !requirements.isEmpty && requirements.allSatisfy(\.isMet) && rejections.isEmpty
    }

    package var summary: String {
        var parts = [requirements.map(\.words).joined(separator: ", ")]
        parts += requirements.filter { !$0.isMet }.map(\.wanted)
        parts += rejections.map { "rejected by \($0.person): \($0.why)" }
        if !notCounted.isEmpty {
            parts.append("not counted: " + notCounted.map { "\($0.person): \($0.why)" }.joined(separator: "; "))
        }
        return parts.joined(separator: "; ")
    }

    /// Throws unless everything that is asked for is there and nobody objects.
    package func requireSufficient(plan digest: String) throws {
        guard !isSufficient else { return }
        let short = digest.prefix(12)
        throw GroundupError(
            .approval, "Plan \(short) is not approved: \(summary).",
            hint: rejections.isEmpty
                ? "Run 'groundup approve \(short) --key KEY --as NAME' for each; 'groundup approvals \(short)' says who."
                : "Who rejected it withdraws by 'groundup approve \(short) --withdraw --because WHY --key KEY --as NAME'."
        )
    }
}

extension ApprovalState.Requirement {
    fileprivate var words: String {
        let who = approvedBy.isEmpty ? "" : " (\(approvedBy.joined(separator: ", ")))"
        return "\(role.map { "\($0) " } ?? "")\(approvedBy.count) of \(count)\(who)"
    }

    fileprivate var wanted: String {
        let whom = role.map { " as \($0)" } ?? ""
        return candidates.isEmpty
            ? "nobody is left who may approve\(whom)" : "waiting for \(candidates.joined(separator: " or "))\(whom)"
    }
}
