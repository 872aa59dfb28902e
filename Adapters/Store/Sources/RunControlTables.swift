package import Contracts
package import Estate
internal import GRDB
internal import RecoveryPlan

/// Requests of people, and which controller may write.
extension StateDatabase {
    package func ask(_ request: RunRequest, of run: RunID, at time: Instant) async throws -> Int64 {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO run_request (run, asked_at, kind, step, person, because) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.text, time.seconds, request.kind.rawValue, request.step?.text, request.person, request.because,
                ])
            let number = database.lastInsertedRowID
            var details: [String: AuditDetail] = [
                "run": .text(run.text), "request": .text(request.kind.rawValue), "because": .text(request.because),
            ]
            details["number"] = .number(number)
            try record(
                AuditEvent(.asked, who: request.person, subject: request.step?.text ?? run.text, details: details),
                at: time, in: database)
            return number
        }
    }

    package func openRequests(of run: RunID) async throws -> [RunRequest] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT number, kind, step, person, because FROM run_request
                    WHERE run = ? AND answered_at IS NULL ORDER BY number
                    """, arguments: [run.text]
            ).map(Self.request)
        }
    }

    package func answer(to number: Int64) async throws -> RunAnswer? {
        try await read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT accepted, answer FROM run_request WHERE number = ? AND answered_at IS NOT NULL",
                arguments: [number]
            ).map { RunAnswer(number: number, isAccepted: $0["accepted"], text: $0["answer"]) }
        }
    }

    package func beat(_ run: RunID, fence: Int64, at time: Instant) async throws {
        try await write { database in
            try Self.require(fence, run, database)
            try database.execute(
                sql: "UPDATE run SET last_seen_at = ? WHERE id = ?", arguments: [time.seconds, run.text])
        }
    }

    static func insert(_ answer: RunAnswer, _ time: Instant, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE run_request SET answered_at = ?, accepted = ?, answer = ?
                WHERE number = ? AND answered_at IS NULL
                """, arguments: [time.seconds, answer.isAccepted, answer.text, answer.number])
    }

    /// Throws when another controller has taken the run over: what this one still does must not be recorded.
    static func require(_ fence: Int64, _ run: RunID, _ database: Database) throws {
        let present = try Self.fence(of: run, database)
        guard fence < present else { return }
        throw GroundupError(
            .state, "another controller has taken run \(run) over (its fence is \(present), ours \(fence))",
            hint: "Watch that one with 'groundup watch \(run)'.")
    }

    static func fence(of run: RunID, _ database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT fence FROM run WHERE id = ?")
        let fence = try Int64.fetchOne(statement, arguments: [run.text])
        guard let fence else {
            throw GroundupError(.state, "there is no run \(run)", hint: "'groundup runs' lists runs.")
        }
        return fence
    }

    private static func request(_ row: Row) throws -> RunRequest {
        let text: String = row["kind"]
        guard let kind = RunRequestKind(rawValue: text) else {
            throw newerVersion("the state holds a request of the unknown kind \(text)")
        }
        let step: String? = row["step"]
        return RunRequest(
            number: row["number"], kind, step: step.map { StepID($0) }, person: row["person"], because: row["because"])
    }
}
