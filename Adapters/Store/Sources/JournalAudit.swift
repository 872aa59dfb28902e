internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import GRDB
internal import RecoveryPlan
internal import Synchronization

/// What the audit record tells of a step besides its name.
struct AuditedStep: Sendable {
    let body: String
    let digest: String
    let target: String
    let parameters: [String: String]
    let secrets: [String]

    /// Longer values are told by their hash; the plan that was signed holds them.
    private static let valueLimit = 256

    init(_ step: Step, body: String?) {
        self.body = step.body
        digest = sha256(Array((body ?? "").utf8))
        target = step.target.text
        let values = step.parameters.map { parameter in
            let bytes = Array(parameter.value.utf8)
            return (
                parameter.name,
                bytes.count > Self.valueLimit ? "sha256 \(sha256(bytes)), \(bytes.count) bytes" : parameter.value
            )
        }
        parameters = Dictionary(values) { $1 }
        secrets = step.secrets.map { "\($0.name) from \($0.reference)" }.sorted()
    }
}

/// The steps of plans, read once for each process: a run has thousands of events.
final class AuditedPlans: Sendable {
    private let plans = Mutex<[RunID: [String: AuditedStep]]>([:])

    func step(_ step: StepID, of run: RunID, in database: Database) throws -> AuditedStep? {
        if let known = plans.withLock({ $0[run] }) { return known[step.text] }
        let found = try Self.steps(of: run, in: database)
        plans.withLock { $0[run] = found }
        return found[step.text]
    }

    /// A run whose plan is not in the state has none that could be told.
    private static func steps(of run: RunID, in database: Database) throws -> [String: AuditedStep] {
        let document = try Data.fetchOne(
            database,
            sql: "SELECT document FROM plan JOIN run ON run.plan_digest = plan.digest WHERE run.id = ?",
            arguments: [run.text])
        guard let document else { return [:] }
        let plan = try PlanDocument.read(Array(document), name: "the plan of run \(run)")
        let steps = plan.steps.map { ($0.id.text, AuditedStep($0, body: plan.bodies[$0.body])) }
        return Dictionary(steps) { $1 }
    }
}

extension StateDatabase {
    /// Records an event of a run in the transaction that journals it.
    func audit(_ event: JournalEvent, _ run: RunID, _ time: Instant, in database: Database) throws {
        var details: [String: AuditDetail] = ["event": .text(event.kind.rawValue)]
        if !event.detail.isEmpty { details["detail"] = .text(event.detail) }
        guard let step = event.step else {
            if event.kind == .opened {
                let plan = try String.fetchOne(
                    database, sql: "SELECT plan_digest FROM run WHERE id = ?", arguments: [run.text])
                details["plan"] = plan.map(AuditDetail.text)
            }
            return try record(AuditEvent(.run, subject: run.text, details: details), at: time, in: database)
        }
        details["run"] = .text(run.text)
        details["attempt"] = .number(Int64(event.attempt))
        if event.milliseconds > 0 { details["milliseconds"] = .number(Int64(event.milliseconds)) }
        if event.kind == .started, let known = try plans.step(step, of: run, in: database) {
            details.merge(Self.details(known)) { $1 }
        }
        try record(AuditEvent(.step, subject: step.text, details: details), at: time, in: database)
    }

    private static func details(_ step: AuditedStep) -> [String: AuditDetail] {
        [
            "body": .text(step.body), "bodyDigest": .text(step.digest), "target": .text(step.target),
            "parameters": .pairs(step.parameters), "secrets": .texts(step.secrets),
        ]
    }
}
