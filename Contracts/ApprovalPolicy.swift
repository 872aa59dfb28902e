package import RecoveryPlan

/// How many people of a role have to approve.
package struct RoleRequirement: Hashable, Sendable {
    /// `nil` admits approvers of every role.
    package var role: String?
    package var count: Int

    package init(role: String? = nil, count: Int) {
        self.role = role
        self.count = count
    }
}

/// Which approvals a plan needs before it may run.
package struct ApprovalPolicy: Hashable, Sendable {
    /// Every one of them has to be met; a person counts for one of them only.
    package var required: [RoleRequirement]
    /// Seconds after signing for which an approval holds at most.
    package var validity: Int64
    /// Whether who asked for a plan may approve it too.
    package var requesterMayApprove: Bool

    package init(
        required: [RoleRequirement] = [RoleRequirement(count: 1)], validity: Int64 = 72 * 3_600,
        requesterMayApprove: Bool = false
    ) {
        self.required = required
        self.validity = validity
        self.requesterMayApprove = requesterMayApprove
    }
}

/// What the configuration asks after one kind of incident.
package struct IncidentEntry: Hashable, Sendable {
    package var measures: IncidentPolicy
    /// Who has to approve, where it differs from other plans.
    package var approvals: [RoleRequirement]?

    package init(measures: IncidentPolicy, approvals: [RoleRequirement]? = nil) {
        self.measures = measures
        self.approvals = approvals
    }
}

extension Configuration {
    /// Who has to approve a plan for this kind of incident.
    package func approvals(for kind: IncidentKind) -> ApprovalPolicy {
        var policy = approvals
        if let own = incidents[kind]?.approvals { policy.required = own }
        return policy
    }
}

/// A person who may approve plans.
package struct ApproverEntry: Hashable, Sendable {
    /// The principal in the signature, such as `alice@corp.example`.
    package var name: String
    /// An OpenSSH public key: type and base64, without comment; `nil` when `signers` names it.
    package var key: String?
    /// The path of an OpenSSH allowed-signers file that holds the person's key.
    package var signers: String?
    /// Such as `operator`, `owner`, `security`.
    package var roles: [String]
    /// What they may decide on; empty for every application.
    package var applications: [String]

    package static let defaultRole = "operator"

    package init(
        name: String, key: String?, signers: String? = nil, roles: [String] = [ApproverEntry.defaultRole],
        applications: [String] = []
    ) {
        self.name = name
        self.key = key
        self.signers = signers
        self.roles = roles
        self.applications = applications
    }
}
