internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup approvals PLAN`: who approved, what is missing, and what does not count and why.
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "Say who approved a plan, what is missing, who may give it, and what does not count and why.",
        discussion: """
            Every signature is verified anew. Exits with 12 while the plan may not start.

            Examples:
              groundup approvals
              groundup approvals 3fa2c1d9 -o json
              groundup approvals --standing
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?
    @Flag(name: .long, help: "List the standing approvals of drills instead.") var standing = false
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        guard !standing else { return try await showStanding(workplace) }
        let stored = try await workplace.storedPlan(plan)
        let state = try await workplace.approvalState(of: stored)
        switch output {
        case .json: Console.data(json(state, stored.digest))
        case .table: Console.data("Plan \(stored.digest.prefix(12))\n" + ApprovalText(state).text)
        }
        guard state.isSufficient else { throw ExitCode(ErrorCode.approval.exitStatus) }
    }

    private func json(_ state: ApprovalState, _ digest: String) -> JSONValue {
        func remarks(_ remarks: [ApprovalState.Remark]) -> JSONValue {
            .array(remarks.map { .record(["person": .string($0.person), "why": .string($0.why)]) })
        }
        return .record([
            "plan": .string(digest), "sufficient": .bool(state.isSufficient),
            "requester": state.requester.map(JSONValue.string) ?? .null,
            "holdsUntil": state.holdsUntil.map { .integer($0.seconds) } ?? .null,
            "requirements": .array(
                state.requirements.map { requirement in
                    .record([
                        "role": requirement.role.map(JSONValue.string) ?? .null,
                        "count": .number(requirement.count), "approvedBy": .strings(requirement.approvedBy),
                        "candidates": .strings(requirement.candidates),
                    ])
                }),
            "rejections": remarks(state.rejections), "notCounted": remarks(state.notCounted),
        ])
    }

    private func showStanding(_ workplace: Workplace) async throws {
        let all = try await workplace.standingApprovals()
        switch output {
        case .json: Console.data(.array(all.map(json)))
        case .table:
            var table = TextTable("PERSON", "ROLE", "DECISION", "APPLICATIONS", "UNTIL", "COUNTS")
            for approval in all {
                let statement = approval.statement
                table.add(
                    statement.person, statement.role, statement.decision.rawValue,
                    applications(statement).joined(separator: " "), statement.expiresAt.map(timestamp) ?? "-",
                    approval.problem.map { "no: \($0)" } ?? "yes")
            }
            Console.data(table.text)
        }
    }

    private func json(_ approval: StandingApproval) -> JSONValue {
        let statement = approval.statement
        return .record([
            "person": .string(statement.person), "role": .string(statement.role),
            "decision": .string(statement.decision.rawValue), "applications": .strings(applications(statement)),
            "expiresAt": statement.expiresAt.map { .integer($0.seconds) } ?? .null,
            "problem": approval.problem.map(JSONValue.string) ?? .null,
        ])
    }

    private func applications(_ statement: ApprovalStatement) -> [String] {
        guard case .drills(let applications) = statement.subject else { return [] }
        return applications
    }
}

/// How a plan's approvals stand, as text for a terminal.
struct ApprovalText {
    private let state: ApprovalState

    init(_ state: ApprovalState) {
        self.state = state
    }

    var text: String {
        var table = TextTable("ROLE", "NEEDED", "APPROVED BY", "MAY STILL APPROVE")
        for requirement in state.requirements {
            table.add(
                requirement.role ?? "any", String(requirement.count), list(requirement.approvedBy),
                list(requirement.candidates))
        }
        let requester =
            state.requester.map { "Asked for by \(printable($0))." }
            ?? "Nobody is named who asked for it, so nobody is excluded."
        var lines = [table.text + requester]
        lines += state.rejections.map { "REJECTED by \(printable($0.person)): \(printable($0.why))" }
        lines += state.notCounted.map { "Not counted: \(printable($0.person)): \(printable($0.why))" }
        if let end = state.holdsUntil { lines.append("The first approval ends \(timestamp(end)).") }
        lines.append(state.isSufficient ? "It may start." : "It may not start.")
        return lines.joined(separator: "\n") + "\n"
    }

    private func list(_ names: [String]) -> String { names.isEmpty ? "-" : names.joined(separator: ", ") }
}
