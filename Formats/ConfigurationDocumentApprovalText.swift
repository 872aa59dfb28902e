import Contracts
import RecoveryPlan

extension ConfigurationDocument {
    static func approvers(_ configuration: Configuration) -> String {
        let file = configuration.approvers.lazy.compactMap(\.signers).first
        let section = YAMLText.section(
            "approvers", about: "Who may approve a plan, with their roles and OpenSSH public keys.",
            entries: configuration.approvers.map(text),
            example: "{name: alice@corp.example, roles: [security], key: \"ssh-ed25519 AAAA...\"}")
        return section + (file.map { "approvers-file: \(YAMLText.scalar($0))\n" } ?? "")
            + "# How many of them have to: a number, or roles with 'valid' and 'requester-may-approve'.\n"
            + (configuration.approvers.isEmpty && configuration.approvals == ApprovalPolicy() ? "# " : "")
            + approvals(configuration.approvals)
    }

    private static func text(_ approver: ApproverEntry) -> String {
        var parts = ["name: \(YAMLText.scalar(approver.name))"]
        if let key = approver.key { parts.append("key: \(YAMLText.scalar(key))") }
        if approver.roles != [ApproverEntry.defaultRole] { parts.append("roles: \(list(approver.roles))") }
        if !approver.applications.isEmpty { parts.append("applications: \(list(approver.applications))") }
        return "{\(parts.joined(separator: ", "))}"
    }

    private static func list(_ words: [String]) -> String {
        "[\(words.map(YAMLText.scalar).joined(separator: ", "))]"
    }

    private static func approvals(_ policy: ApprovalPolicy) -> String {
        if policy == ApprovalPolicy(required: policy.required), policy.required.count == 1,
            policy.required[0].role == nil
        {
            return "approvals: \(policy.required[0].count)\n"
        }
        return "approvals:\n  required: \(text(policy.required))\n  valid: \(DurationText.text(policy.validity))\n"
            + "  requester-may-approve: \(policy.requesterMayApprove)\n"
    }

    private static func text(_ required: [RoleRequirement]) -> String {
        let written = required.compactMap { requirement in
            requirement.role.map { "{role: \(YAMLText.scalar($0)), count: \(requirement.count)}" }
        }
        return written.isEmpty ? String(required.first?.count ?? 1) : "[\(written.joined(separator: ", "))]"
    }

    static func incidents(_ configuration: Configuration) -> String {
        guard !configuration.incidents.isEmpty else {
            return """
                # What is asked after incidents, where it differs from the defaults.
                # incidents:
                #   attack: {isolated-targets: required, approvals: [{role: security, count: 1}]}

                """
        }
        let lines = configuration.incidents.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, entry in
            let measures = entry.measures
            let approvals = entry.approvals.map { ", approvals: \(text($0))" } ?? ""
            return "  \(kind.rawValue): {points-before-compromise: \(measures.needsTime), "
                + "isolated-targets: \(measures.isolation.rawValue), renew-credentials: \(measures.renewsCredentials), "
                + "lock-accounts: \(measures.locksPerson), forensic-copies: \(measures.keepsForensicCopies)\(approvals)}\n"
        }
        return "# What is asked after incidents, where it differs from the defaults.\nincidents:\n" + lines.joined()
    }
}
