package import Contracts
package import Estate
internal import Formats
internal import Foundation
internal import GRDB

/// What every audit record of one program has in common.
package struct AuditContext: Sendable {
    /// Who runs it, such as `alice on controller1`.
    package let who: String
    /// What the time of records is taken from where a call brings none.
    package let clock: (any Contracts.Clock)?
    /// Taken out of everything that is recorded.
    package let secrets: KnownSecrets

    package init(
        who: String = "groundup", clock: (any Contracts.Clock)? = nil, secrets: KnownSecrets = KnownSecrets()
    ) {
        self.who = who
        self.clock = clock
        self.secrets = secrets
    }
}

extension StateDatabase: AuditLog {
    /// Adds a record to the chain within the transaction of what it is about, so that neither is there without the other.
    ///
    /// Called by every table that keeps a decision or an event.
    func record(_ event: AuditEvent, at time: Instant, in database: Database) throws {
        let redaction = context.secrets.redaction
        let last = try Self.head(database) ?? AuditHead(number: 0, hash: AuditRecord.beginning)
        let record = AuditRecord(
            number: last.number + 1, time: time, kind: event.kind, who: redaction(event.who ?? context.who),
            subject: redaction(event.subject), details: event.details.mapValues { $0.cleaned(redaction) },
            previous: last.hash)
        let bytes = AuditDocument.bytes(record)
        let insert = try database.cachedStatement(sql: "INSERT INTO audit (number, hash, record) VALUES (?, ?, ?)")
        try insert.execute(arguments: [record.number, sha256(bytes), Data(bytes)])
    }

    /// The same, now.
    func record(_ event: AuditEvent, otherwiseAt time: Instant, in database: Database) throws {
        try record(event, at: context.clock?.now() ?? time, in: database)
    }

    package func record(_ event: AuditEvent, at time: Instant) async throws {
        try await write { try record(event, at: time, in: $0) }
    }

    package func records(after number: Int64, limit: Int) async throws -> [StoredAuditRecord] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT hash, record FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                arguments: [number, limit])
            return rows.map { StoredAuditRecord(bytes: Array($0["record"] as Data), hash: $0["hash"]) }
        }
    }

    package func head() async throws -> AuditHead? { try await read(Self.head) }

    package func seals() async throws -> [AuditSeal] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM audit_seal ORDER BY sequence").map { row in
                AuditSeal(
                    head: AuditHead(number: row["number"], hash: row["hash"]),
                    time: Instant(seconds: row["sealed_at"]), signature: row["signature"])
            }
        }
    }

    package func keep(_ seal: AuditSeal) async throws {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO audit_seal (number, hash, sealed_at, signature) VALUES (?, ?, ?, ?)",
                arguments: [seal.head.number, seal.head.hash, seal.time.seconds, seal.signature])
        }
    }

    private static func head(_ database: Database) throws -> AuditHead? {
        let newest = try database.cachedStatement(sql: "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
        return try Row.fetchOne(newest).map { AuditHead(number: $0["number"], hash: $0["hash"]) }
    }
}

extension AuditDetail {
    fileprivate func cleaned(_ redaction: Redaction) -> AuditDetail {
        switch self {
        case .text(let text): .text(redaction(text))
        case .number: self
        case .texts(let texts): .texts(texts.map { redaction($0) })
        case .pairs(let pairs): .pairs(pairs.mapValues { redaction($0) })
        }
    }
}
