package import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import GRDB

extension StateDatabase: DocumentStore {
    package func save(estate document: StoredDocument) async throws {
        try await insert(
            document, "INSERT OR IGNORE INTO estate (digest, observed_at, document) VALUES (?, ?, ?)", .estateSaved)
    }

    package func save(plan document: StoredDocument) async throws {
        try await insert(
            document, "INSERT OR IGNORE INTO plan (digest, made_at, document) VALUES (?, ?, ?)", .planMade)
    }

    package func estate(_ digest: String?) async throws -> StoredDocument? {
        try await document("estate", timeColumn: "observed_at", digest)
    }

    package func plan(_ digest: String?) async throws -> StoredDocument? {
        try await document("plan", timeColumn: "made_at", digest)
    }

    package func estates() async throws -> [DocumentSummary] {
        try await summaries("estate", timeColumn: "observed_at")
    }

    package func plans() async throws -> [DocumentSummary] { try await summaries("plan", timeColumn: "made_at") }

    // MARK: - Both kinds of document

    /// One that was there before is no new decision, and leaves no record.
    private func insert(_ document: StoredDocument, _ statement: String, _ kind: AuditKind) async throws {
        try await write { database in
            try database.execute(
                sql: statement, arguments: [document.digest, document.time.seconds, Data(document.bytes)])
            guard database.changesCount > 0 else { return }
            let details: [String: AuditDetail] = ["time": .number(document.time.seconds)]
            try record(
                AuditEvent(kind, subject: document.digest, details: details), otherwiseAt: document.time, in: database)
        }
    }

    /// `table` and `timeColumn` are constants of this file.
    private func document(_ table: String, timeColumn: String, _ digest: String?) async throws -> StoredDocument? {
        if let digest { try Self.check(digest, table) }
        let found = try await read { database in
            let columns = "digest, \(timeColumn) AS time, document"
            guard let digest else {
                let newest = "SELECT \(columns) FROM \(table) ORDER BY \(timeColumn) DESC, rowid DESC LIMIT 1"
                return try Row.fetchAll(database, sql: newest).map(Self.document)
            }
            // "g" sorts behind every hexadecimal digit.
            return try Row.fetchAll(
                database, sql: "SELECT \(columns) FROM \(table) WHERE digest >= ? AND digest < ? LIMIT 2",
                arguments: [digest, digest + "g"]
            ).map(Self.document)
        }
        if found.count > 1, let digest {
            throw GroundupError(
                .usage, "\(digest) is the beginning of more than one \(table)'s digest", hint: "Give more of it.")
        }
        return found.first
    }

    private static func document(_ row: Row) -> StoredDocument {
        StoredDocument(
            digest: row["digest"], bytes: Array(row["document"] as Data), time: Instant(seconds: row["time"]))
    }

    private func summaries(_ table: String, timeColumn: String) async throws -> [DocumentSummary] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT digest, \(timeColumn) AS time, length(document) AS bytes FROM \(table)
                    ORDER BY \(timeColumn) DESC, rowid DESC
                    """)
            return rows.map { row in
                DocumentSummary(digest: row["digest"], time: Instant(seconds: row["time"]), byteCount: row["bytes"])
            }
        }
    }

    private static func check(_ digest: String, _ table: String) throws {
        let digits = Set("0123456789abcdef".utf8)
        guard digest.utf8.count >= 6, digest.utf8.allSatisfy(digits.contains) else {
            throw GroundupError(
                .usage, "\"\(digest)\" does not name a stored \(table)",
                hint: "Give its digest, or a beginning of it of at least 6 hexadecimal digits.")
        }
    }
}
