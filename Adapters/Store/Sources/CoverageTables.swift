package import Assurance
internal import Contracts
package import Estate
internal import Formats
internal import GRDB

/// What looks at the repositories found.
extension StateDatabase: CoverageHistory {
    /// Points that are gone for longer explain nothing any more.
    private static let memory: Int64 = 400 * 86_400
    /// More sizes of one asset tell no other trend.
    private static let sizesOfAsset = 400

    package func pointHistory() async throws -> PointHistory {
        try await read { database in
            let points = try Row.fetchAll(
                database,
                sql: """
                    SELECT repository, point, host, taken_at, paths, seconds, first_seen_at, last_seen_at, gone_at
                    FROM seen_point ORDER BY repository, point
                    """
            ).map(Self.point)
            let sizes = try Row.fetchAll(
                database,
                sql: "SELECT asset, repository, point, taken_at, files, bytes FROM seen_size ORDER BY asset, taken_at"
            ).map(Self.size)
            return PointHistory(points: points, sizes: sizes)
        }
    }

    package func remember(_ look: PointHistory, at now: Instant) async throws {
        try await write { database in
            for point in look.points { try Self.remember(point, database) }
            for size in look.sizes { try Self.remember(size, database) }
            try Self.forget(now, database)
        }
    }

    private static func remember(_ point: SeenPoint, _ database: Database) throws {
        // A look that missed the point counts only when no later one saw it.
        try database.cachedStatement(
            sql: """
                INSERT INTO seen_point
                    (repository, point, host, taken_at, paths, seconds, first_seen_at, last_seen_at, gone_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (repository, point) DO UPDATE SET
                    first_seen_at = min(first_seen_at, excluded.first_seen_at),
                    last_seen_at = max(last_seen_at, excluded.last_seen_at),
                    gone_at = CASE
                        WHEN excluded.gone_at IS NULL
                            THEN CASE WHEN gone_at > excluded.last_seen_at THEN gone_at END
                        WHEN last_seen_at > excluded.gone_at THEN gone_at
                        ELSE coalesce(gone_at, excluded.gone_at)
                    END
                """
        ).execute(arguments: [
            point.repository, point.facts.id, point.facts.host, point.facts.takenAt.seconds,
            String(decoding: CanonicalJSON.bytes(.strings(point.facts.paths)), as: UTF8.self), point.facts.seconds,
            point.firstSeen.seconds, point.lastSeen.seconds, point.goneSince?.seconds,
        ])
    }

    private static func remember(_ size: SeenSize, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO seen_size (asset, repository, point, taken_at, files, bytes) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (asset, repository, point) DO UPDATE SET files = excluded.files, bytes = excluded.bytes
                """
        ).execute(arguments: [
            size.asset.text, size.key.repository, size.key.point, size.takenAt.seconds, size.files, size.bytes,
        ])
    }

    private static func forget(_ now: Instant, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM point_look WHERE (repository, point) IN (
                    SELECT repository, point FROM seen_point WHERE gone_at < ?
                )
                """, arguments: [now.seconds - memory])
        try database.execute(sql: "DELETE FROM seen_point WHERE gone_at < ?", arguments: [now.seconds - memory])
        try database.execute(
            sql: """
                DELETE FROM seen_size WHERE rowid IN (
                    SELECT rowid FROM (
                        SELECT rowid, row_number() OVER (PARTITION BY asset ORDER BY taken_at DESC, rowid DESC) AS place
                        FROM seen_size
                    ) WHERE place > ?
                )
                """, arguments: [sizesOfAsset])
    }

    private static func point(_ row: Row) throws -> SeenPoint {
        let gone: Int64? = row["gone_at"]
        return SeenPoint(
            repository: row["repository"],
            facts: PointFacts(
                id: row["point"], host: row["host"], takenAt: Instant(seconds: row["taken_at"]),
                paths: try paths(row["paths"]),
                seconds: row["seconds"]),
            firstSeen: Instant(seconds: row["first_seen_at"]), lastSeen: Instant(seconds: row["last_seen_at"]),
            goneSince: gone.map { Instant(seconds: $0) })
    }

    /// A list of paths as it is stored.
    static func paths(_ text: String) throws -> [String] {
        let document = "the paths of a remembered restore point"
        guard case .array(let values) = try JSONValue.parse(Array(text.utf8), name: document) else {
            throw JSONReader.mismatch(document, "a list")
        }
        return try values.map { value in
            guard case .string(let path) = value else { throw JSONReader.mismatch(document, "texts") }
            return path
        }
    }

    private static func size(_ row: Row) -> SeenSize {
        SeenSize(
            asset: AssetID(row["asset"]), key: PointKey(repository: row["repository"], point: row["point"]),
            takenAt: Instant(seconds: row["taken_at"]), files: row["files"], bytes: row["bytes"])
    }
}
