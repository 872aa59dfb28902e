import Contracts
import RecoveryPlan

/// Who approves, and what is asked after incidents.
extension ConfigurationDocument {
    static func approvers(_ root: YAMLMapping, applications: [ApplicationEntry]) throws -> [ApproverEntry] {
        var names = UniqueNames("approver", rule: .principal)
        var keys: [String: String] = [:]
        let signers = try root["approvers-file"]?.filePath()
        return try root.list("approvers").map { item in
            let entry = try item.mapping(["name", "key", "roles", "applications"])
            let name = try names.add(entry.required("name"))
            let key = try approverKey(entry, signers)
            // Two names for one key would let one person give two approvals.
            if let key, let other = keys.updateValue(name, forKey: key) {
                throw entry.failure("approvers '\(other)' and '\(name)' have the same key", hint: "Each has their own.")
            }
            let roles = try entry.list("roles").map { try $0.name(as: "a role") }
            let known = applications.map(\.name)
            return ApproverEntry(
                name: name, key: key, signers: key == nil ? signers : nil,
                roles: roles.isEmpty ? [ApproverEntry.defaultRole] : roles,
                applications: try entry.list("applications").map { try $0.reference(to: known, what: "application") })
        }
    }

    private static func approverKey(_ entry: YAMLMapping, _ signers: String?) throws -> String? {
        if let value = entry["key"] { return try value.publicKey() }
        guard signers != nil else {
            throw entry.failure(
                "the approver has no 'key'", hint: "Add 'key: ssh-ed25519 AAAA...', or name an 'approvers-file'.")
        }
        return nil
    }

    /// A number, a list of roles, or a mapping with both and more.
    static func approvals(_ root: YAMLMapping, approvers: [ApproverEntry]) throws -> ApprovalPolicy {
        guard let value = root["approvals"] else { return ApprovalPolicy() }
        if value.isText || value.isList { return ApprovalPolicy(required: try requirements(value, approvers)) }
        let entry = try value.mapping(["required", "valid", "requester-may-approve"])
        var policy = ApprovalPolicy()
        if let required = entry["required"] { policy.required = try requirements(required, approvers) }
        if let valid = entry["valid"] { policy.validity = try valid.duration() }
        policy.requesterMayApprove = try entry["requester-may-approve"]?.flag() ?? false
        return policy
    }

    private static func requirements(_ value: YAMLValue, _ approvers: [ApproverEntry]) throws -> [RoleRequirement] {
        if value.isText {
            let count = try value.integer(in: 1...16)
            try requireEnough(count, of: approvers.count, "approvers", unlessNone: approvers, value)
            return [RoleRequirement(count: count)]
        }
        var roles = UniqueNames("role")
        let requirements = try value.list().map { item in
            let entry = try item.mapping(["role", "count"])
            let role = try roles.add(entry.required("role"))
            let count = try entry["count"]?.integer(in: 1...16) ?? 1
            let able = approvers.count { $0.roles.contains(role) }
            try requireEnough(count, of: able, "approvers with the role \(role)", unlessNone: approvers, item)
            return RoleRequirement(role: role, count: count)
        }
        guard !requirements.isEmpty else {
            throw value.failure("\(value.name) asks for nobody", hint: "Write '- {role: operator, count: 1}'.")
        }
        return requirements
    }

    private static func requireEnough(
        _ count: Int, of able: Int, _ who: String, unlessNone approvers: [ApproverEntry], _ value: YAMLValue
    ) throws {
        guard approvers.isEmpty || count <= able else {
            throw value.failure(
                "\(count) approvals are required, but only \(able) \(who) are named",
                hint: "Name more approvers, or require fewer approvals.")
        }
    }

    static func incidents(
        _ root: YAMLMapping, approvers: [ApproverEntry]
    ) throws -> [IncidentKind: IncidentEntry] {
        guard let section = try root["incidents"]?.mapping(IncidentKind.allCases.map(\.rawValue)) else { return [:] }
        var incidents: [IncidentKind: IncidentEntry] = [:]
        for kind in IncidentKind.allCases {
            if let value = section[kind.rawValue] { incidents[kind] = try incident(kind, value, approvers) }
        }
        return incidents
    }

    private static func incident(
        _ kind: IncidentKind, _ value: YAMLValue, _ approvers: [ApproverEntry]
    ) throws -> IncidentEntry {
        let entry = try value.mapping([
            "points-before-compromise", "isolated-targets", "renew-credentials", "lock-accounts", "forensic-copies",
            "approvals",
        ])
        var policy = IncidentPolicy(kind)
        if let flag = try entry["points-before-compromise"]?.flag() { policy.needsTime = flag }
        if let demand = try entry["isolated-targets"]?.choice(IsolationDemand.self) { policy.isolation = demand }
        if let flag = try entry["renew-credentials"]?.flag() { policy.renewsCredentials = flag }
        if let flag = try entry["lock-accounts"]?.flag() { policy.locksPerson = flag }
        if let flag = try entry["forensic-copies"]?.flag() { policy.keepsForensicCopies = flag }
        return IncidentEntry(
            measures: policy, approvals: try entry["approvals"].map { try requirements($0, approvers) })
    }
}
