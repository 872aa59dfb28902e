package import Contracts
package import Estate
internal import GRDB
internal import RecoveryPlan

extension StateDatabase: Journal {
    package func open(_ run: RunRecord) async throws {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO run (id, plan_digest, opened_at, fence) VALUES (?, ?, ?, ?)",
                arguments: [run.id.text, run.planDigest, run.openedAt.seconds, run.fence])
            try insert(JournalEvent(.opened), run.id, run.openedAt, database)
        }
    }

    package func takeOver(_ run: RunID, at time: Instant) async throws -> Int64 {
        try await write { database in
            // Larger than the time, so that it also exceeds what a controller with another state was given before.
            try database.execute(
                sql: "UPDATE run SET fence = MAX(fence + 1, ?1), last_seen_at = ?1 WHERE id = ?2",
                arguments: [time.seconds, run.text])
            return try Self.fence(of: run, database)
        }
    }

    package func append(_ batch: JournalBatch, to run: RunID, fence: Int64?, at time: Instant) async throws {
        try await write { database in
            if let fence { try Self.require(fence, run, database) }
            for event in batch.events {
                try insert(event, run, time, database)
                try Self.keepInStep(event, run, time, database)
            }
            for measurement in batch.measurements { try Self.insert(measurement, database) }
            for answer in batch.answers { try Self.insert(answer, time, database) }
        }
    }

    package func entries(of run: RunID, after sequence: Int64) async throws -> [JournalEntry] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, time, kind, step, attempt, milliseconds, detail FROM run_event
                    WHERE run = ? AND sequence > ? ORDER BY sequence
                    """, arguments: [run.text, sequence])
            return try rows.map(Self.entry)
        }
    }

    package func runs() async throws -> [RunRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM run ORDER BY opened_at DESC, rowid DESC").map(Self.run)
        }
    }

    package func run(_ id: RunID) async throws -> RunRecord? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id.text]).map(Self.run)
        }
    }

    package func measurements(limit: Int) async throws -> [BodyMeasurement] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT step, body, target, milliseconds, run, measured_at FROM (
                        SELECT *, ROW_NUMBER() OVER (
                            PARTITION BY step, body ORDER BY sequence DESC) AS age FROM measurement)
                    WHERE age <= ? ORDER BY sequence DESC
                    """, arguments: [limit])
            return try rows.map(Self.measurement)
        }
    }

    // MARK: - Rows

    private func insert(_ event: JournalEvent, _ run: RunID, _ time: Instant, _ database: Database) throws {
        var event = event
        event.detail = context.secrets.redaction(event.detail)
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO run_event (run, time, kind, step, attempt, milliseconds, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(
            arguments: [
                run.text, time.seconds, event.kind.rawValue, event.step?.text, event.attempt, event.milliseconds,
                event.detail,
            ])
        try audit(event, run, time, in: database)
    }

    private static func insert(_ measurement: BodyMeasurement, _ database: Database) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT INTO measurement (step, body, target, milliseconds, run, measured_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(
            arguments: [
                measurement.step.text, measurement.body, measurement.target.text, measurement.milliseconds,
                measurement.run.text, measurement.measuredAt.seconds,
            ])
    }

    private static func keepInStep(_ event: JournalEvent, _ run: RunID, _ time: Instant, _ database: Database) throws {
        switch event.kind {
        case .finished:
            try database.execute(
                sql: "UPDATE run SET finished_at = ?, outcome = ? WHERE id = ?",
                arguments: [time.seconds, event.detail, run.text])
        case .resumed:
            try database.execute(
                sql: "UPDATE run SET finished_at = NULL, outcome = NULL WHERE id = ?", arguments: [run.text])
        case .opened, .announced, .started, .succeeded, .failed, .skipped, .stopRequested, .held, .released, .retried,
            .waived,
            .markedDone, .cancelled, .undone, .verified:
            break
        }
    }

    private static func entry(_ row: Row) throws -> JournalEntry {
        let text: String = row["kind"]
        guard let kind = JournalKind(rawValue: text) else {
            throw newerVersion("the journal holds an entry of the unknown kind \(text)")
        }
        let step: String? = row["step"]
        let event = JournalEvent(
            kind, step: step.map { StepID($0) }, attempt: row["attempt"], milliseconds: row["milliseconds"],
            detail: row["detail"])
        return JournalEntry(sequence: row["sequence"], time: Instant(seconds: row["time"]), event: event)
    }

    private static func run(_ row: Row) throws -> RunRecord {
        let finished: Int64? = row["finished_at"]
        let seen: Int64? = row["last_seen_at"]
        return RunRecord(
            id: try runID(row["id"]), planDigest: row["plan_digest"], openedAt: Instant(seconds: row["opened_at"]),
            finishedAt: finished.map { Instant(seconds: $0) }, outcome: row["outcome"],
            lastSeenAt: seen.map { Instant(seconds: $0) }, fence: row["fence"])
    }

    private static func measurement(_ row: Row) throws -> BodyMeasurement {
        BodyMeasurement(
            step: StepID(row["step"]), body: row["body"], target: AssetID(row["target"]),
            milliseconds: row["milliseconds"], run: try runID(row["run"]),
            measuredAt: Instant(seconds: row["measured_at"]))
    }

    private static func runID(_ text: String) throws -> RunID {
        guard let run = RunID(text) else { throw newerVersion("the journal holds the impossible run name \(text)") }
        return run
    }

    static func newerVersion(_ message: String) -> GroundupError {
        GroundupError(.state, message, hint: "Use the version of groundup that wrote it, or a newer one.")
    }
}
