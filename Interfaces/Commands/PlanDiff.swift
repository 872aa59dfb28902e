internal import Contracts
internal import Formats
internal import Orchestration
internal import RecoveryPlan

/// `groundup plan --diff OLD NEW`: what changed between two plans, and which approvals that voids.
struct PlanDiff {
    private let workplace: Workplace
    private let names: [String]

    init(_ workplace: Workplace, _ names: [String]) {
        self.workplace = workplace
        self.names = names
    }

    func show(_ output: TableOrJSON) async throws {
        guard names.count == 2 else {
            throw GroundupError(
                .usage, "--diff compares two plans; \(names.count) named.",
                hint: "Write the beginnings of two digests, the older plan first.")
        }
        let old = try await workplace.storedPlan(names[0])
        let new = try await workplace.storedPlan(names[1])
        let difference = PlanDifference(from: old.plan, to: new.plan)
        let voided = old.digest == new.digest ? [] : try await workplace.approvalState(of: old).approvedBy
        switch output {
        case .json: Console.data(json(difference, old, new, voided))
        case .table: Console.data(text(difference, old, new, voided))
        }
    }

    private func text(
        _ difference: PlanDifference, _ old: StoredPlan, _ new: StoredPlan, _ voided: [String]
    ) -> String {
        let title = "Plan \(new.digest.prefix(12)) beside plan \(old.digest.prefix(12)):"
        guard old.digest != new.digest else { return "\(title) they are the same, byte for byte.\n" }
        var table = TextTable("WHAT", "NAME", "CHANGE")
        for entry in difference.entries {
            table.add(entry.subject, entry.name.isEmpty ? "-" : entry.name, entry.change)
        }
        let changes = difference.entries.isEmpty ? "They differ in their words only.\n" : table.text
        let approvals =
            voided.isEmpty
            ? "No approval of the old plan is lost: it had none.\n"
            : "Void for the new plan: the approvals of \(voided.map(printable).joined(separator: ", ")). "
                + "Each signs exactly one plan; approve the new one.\n"
        return "\(title)\n\(changes)\(approvals)"
    }

    private func json(
        _ difference: PlanDifference, _ old: StoredPlan, _ new: StoredPlan, _ voided: [String]
    ) -> JSONValue {
        .record([
            "old": .string(old.digest), "new": .string(new.digest), "voidedApprovals": .strings(voided),
            "changes": .array(
                difference.entries.map {
                    .record([
                        "subject": .string($0.subject), "name": .string($0.name), "change": .string($0.change),
                    ])
                }),
        ])
    }
}
