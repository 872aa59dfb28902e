package import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import GRDB

extension StateDatabase: DecisionStore {
    package func save(_ decision: StoredDecision) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO decision (plan_digest, statement, signature, received_at)
                    VALUES (?, ?, ?, ?)
                    """,
                arguments: [
                    decision.planDigest, Data(decision.statement), Data(decision.signature),
                    decision.receivedAt.seconds,
                ])
            guard database.changesCount > 0 else { return }
            try record(Self.event(decision), at: decision.receivedAt, in: database)
        }
    }

    package func decisions(on planDigest: String?) async throws -> [StoredDecision] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM decision WHERE plan_digest IS ? ORDER BY sequence",
                arguments: [planDigest])
            return rows.map { row in
                StoredDecision(
                    planDigest: row["plan_digest"], statement: Array(row["statement"] as Data),
                    signature: Array(row["signature"] as Data), receivedAt: Instant(seconds: row["received_at"]))
            }
        }
    }

    package func save(incident: StoredRecord, revision: Int) async throws {
        try await write { database in
            let newest = try Int.fetchOne(
                database, sql: "SELECT max(revision) FROM incident WHERE id = ?", arguments: [incident.id])
            guard newest ?? 0 == revision - 1 else {
                throw GroundupError(
                    .state, "incident \(incident.id) was changed meanwhile: expected revision \(revision - 1)",
                    hint: "Look at it with 'groundup incident show \(incident.id)', then try again.")
            }
            try database.execute(
                sql: "INSERT INTO incident (id, revision, opened_at, document) VALUES (?, ?, ?, ?)",
                arguments: [incident.id, revision, incident.time.seconds, Data(incident.bytes)])
            let details: [String: AuditDetail] = [
                "revision": .number(Int64(revision)), "digest": .text(sha256(incident.bytes)),
            ]
            try record(
                AuditEvent(.incident, subject: incident.id, details: details), otherwiseAt: incident.time, in: database)
        }
    }

    package func incidents() async throws -> [StoredRecord] {
        try await records(
            """
            SELECT id, document, opened_at AS time FROM incident AS newest WHERE revision =
                (SELECT max(revision) FROM incident WHERE id = newest.id)
            ORDER BY opened_at DESC, id DESC
            """)
    }

    package func save(preflight: StoredRecord) async throws {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO preflight (plan_digest, time, document) VALUES (?, ?, ?)",
                arguments: [preflight.id, preflight.time.seconds, Data(preflight.bytes)])
            let details: [String: AuditDetail] = ["digest": .text(sha256(preflight.bytes))]
            try record(
                AuditEvent(.preflight, subject: preflight.id, details: details), at: preflight.time, in: database)
            // One every hour for half a year.
            try database.execute(
                sql: "DELETE FROM preflight WHERE sequence <= (SELECT max(sequence) FROM preflight) - 5000")
        }
    }

    package func preflights(limit: Int) async throws -> [StoredRecord] {
        try await records(
            "SELECT plan_digest AS id, time, document FROM preflight ORDER BY sequence DESC LIMIT \(limit)")
    }

    /// Who decided what as the statement says it; the whole of it is told by its digest, also when it cannot be read.
    private static func event(_ decision: StoredDecision) -> AuditEvent {
        var details: [String: AuditDetail] = [
            "statement": .text(sha256(decision.statement)), "signature": .text(sha256(decision.signature)),
        ]
        let statement = try? StatementDocument.read(decision.statement, name: "a statement")
        details["decision"] = .text(statement?.decision.rawValue ?? "unreadable")
        details["role"] = statement.map { .text($0.role) }
        details["reason"] = statement.map { .text($0.reason) }
        return AuditEvent(
            .decided, who: statement?.person, subject: decision.planDigest ?? "drills", details: details)
    }

    private func records(_ query: String) async throws -> [StoredRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: query).map { row in
                StoredRecord(
                    id: row["id"], bytes: Array(row["document"] as Data), time: Instant(seconds: row["time"]))
            }
        }
    }
}
