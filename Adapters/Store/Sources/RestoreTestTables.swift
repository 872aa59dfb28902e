internal import Assurance
package import Contracts
internal import Estate
internal import Formats
internal import GRDB

/// Restore points that were restored to a place of their own and looked at.
extension StateDatabase: RestoreTestStore {
    static let restoreTestTable = """
        CREATE TABLE restore_test (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, repository TEXT NOT NULL, point TEXT NOT NULL,
            host TEXT NOT NULL, taken_at INTEGER NOT NULL, paths TEXT NOT NULL, depth INTEGER NOT NULL,
            outcome TEXT NOT NULL, words TEXT NOT NULL, working TEXT NOT NULL, ended_at INTEGER NOT NULL
        ) STRICT;
        """

    package func keep(_ test: RestoreTestRecord) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO restore_test
                        (repository, point, host, taken_at, paths, depth, outcome, words, working, ended_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    test.repository, test.point, test.host, test.takenAt.seconds, Self.text(test.paths),
                    test.depth.rawValue, test.outcome.rawValue, test.words, Self.text(test.working),
                    test.endedAt.seconds,
                ])
        }
    }

    package func restoreTests() async throws -> [RestoreTestRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM restore_test ORDER BY sequence DESC LIMIT 1000")
                .map(Self.restoreTest)
        }
    }

    private static func restoreTest(_ row: Row) throws -> RestoreTestRecord {
        let outcome: String = row["outcome"]
        guard let depth = TestDepth(rawValue: row["depth"]), let known = RestoreTestRecord.Outcome(rawValue: outcome)
        else { throw newerVersion("the state holds a restore test of an unknown kind") }
        return RestoreTestRecord(
            repository: row["repository"], point: row["point"], host: row["host"],
            takenAt: Instant(seconds: row["taken_at"]), paths: try paths(row["paths"]), depth: depth, outcome: known,
            words: row["words"], working: try paths(row["working"]), endedAt: Instant(seconds: row["ended_at"]))
    }

    private static func text(_ paths: [String]) -> String {
        String(decoding: CanonicalJSON.bytes(.strings(paths)), as: UTF8.self)
    }
}
