package import Contracts
internal import Estate
internal import GRDB

/// What looks at stored bytes found of restore points.
extension StateDatabase: PointLookStore {
    static let pointLookTable = """
        CREATE TABLE point_look (
            repository TEXT NOT NULL, point TEXT NOT NULL, depth INTEGER NOT NULL, damage TEXT,
            ended_at INTEGER NOT NULL, PRIMARY KEY (repository, point, depth)
        ) STRICT, WITHOUT ROWID;
        """

    package func keep(_ looks: [PointLook]) async throws {
        guard !looks.isEmpty else { return }
        try await write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO point_look (repository, point, depth, damage, ended_at) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (repository, point, depth) DO UPDATE SET
                        damage = excluded.damage, ended_at = excluded.ended_at
                    WHERE excluded.ended_at >= ended_at
                    """)
            for look in looks {
                try insert.execute(
                    arguments: [look.repository, look.point, look.depth.rawValue, look.damage, look.endedAt.seconds])
            }
        }
    }

    package func pointLooks() async throws -> PointLookRecord {
        try await read { database in
            PointLookRecord(
                try Row.fetchAll(database, sql: "SELECT repository, point, depth, damage, ended_at FROM point_look")
                    .map(Self.pointLook))
        }
    }

    private static func pointLook(_ row: Row) throws -> PointLook {
        guard let depth = VerifyDepth(rawValue: row["depth"]) else {
            throw newerVersion("the state holds a look of an unknown depth")
        }
        return PointLook(
            repository: row["repository"], point: row["point"], depth: depth, damage: row["damage"],
            endedAt: Instant(seconds: row["ended_at"]))
    }
}
