package import Contracts
internal import DataHealth
internal import Estate
internal import Formats
internal import GRDB

extension StateDatabase: VerdictStore {
    static let verdicts = """
        CREATE TABLE content_verdict (
            digest TEXT NOT NULL, detector INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (digest, detector)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE point_read (
            lineage TEXT NOT NULL, detector INTEGER NOT NULL, position INTEGER NOT NULL, repository TEXT NOT NULL,
            point TEXT NOT NULL, taken_at INTEGER NOT NULL, damage TEXT, alarms TEXT NOT NULL, read_at INTEGER NOT NULL,
            PRIMARY KEY (lineage, detector, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE point_content (
            lineage TEXT NOT NULL, detector INTEGER NOT NULL, path TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER,
            digest TEXT, bytes INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
            PRIMARY KEY (lineage, detector, path, first)
        ) STRICT, WITHOUT ROWID;
        """

    package func pointsRead(of lineage: PointLineage, detector: Int) async throws -> [ReadPoint] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM point_read WHERE lineage = ? AND detector = ? ORDER BY position",
                arguments: [Self.key(lineage), detector]
            ).map(Self.point)
        }
    }

    package func contents(of lineage: PointLineage, detector: Int) async throws -> [HeldContent] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT path, first, last, point_content.digest AS digest, bytes,
                        COALESCE(content_verdict.state, point_content.state) AS state,
                        COALESCE(content_verdict.reason, point_content.reason) AS reason
                    FROM point_content LEFT JOIN content_verdict
                        ON content_verdict.digest = point_content.digest
                        AND content_verdict.detector = point_content.detector
                    WHERE lineage = ? AND point_content.detector = ? ORDER BY path, first
                    """, arguments: [Self.key(lineage), detector]
            ).map(Self.content)
        }
    }

    package func keep(
        _ point: ReadPoint, of lineage: PointLineage, new: [HeldContent], ended: [String], detector: Int
    ) async throws {
        let key = Self.key(lineage)
        try await write { database in
            try database.execute(
                sql: "INSERT INTO point_read VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    key, detector, point.position, lineage.repository, point.id, point.takenAt.seconds, point.damage,
                    Self.text(point.alarms), point.readAt.seconds,
                ])
            let end = try database.cachedStatement(
                sql: """
                    UPDATE point_content SET last = ?
                    WHERE lineage = ? AND detector = ? AND path = ? AND last IS NULL
                    """)
            for path in ended { try end.execute(arguments: [point.position, key, detector, path]) }
            let insert = try database.cachedStatement(
                sql: "INSERT INTO point_content VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)")
            for content in new {
                try end.execute(arguments: [point.position, key, detector, content.path])
                try insert.execute(
                    arguments: [
                        key, detector, content.path, point.position, content.digest, content.bytes,
                        content.state.rawValue, content.reason,
                    ])
                try Self.judge(content, detector, database)
            }
        }
    }

    package func forget(_ lineage: PointLineage) async throws {
        try await write { database in
            for table in ["point_read", "point_content"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE lineage = ?", arguments: [Self.key(lineage)])
            }
        }
    }

    package func lastDetector(of lineage: PointLineage) async throws -> Int? {
        try await read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT detector FROM point_read WHERE lineage = ? ORDER BY read_at DESC, detector DESC LIMIT 1",
                arguments: [Self.key(lineage)])
        }
    }

    package func condemnedPoints() async throws -> [String: Set<String>] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    WITH last_read AS (
                        SELECT *, row_number() OVER (
                            PARTITION BY repository, point ORDER BY read_at DESC, detector DESC
                        ) AS place FROM point_read
                    )
                    SELECT DISTINCT last_read.repository AS repository, last_read.point AS point
                    FROM point_content JOIN content_verdict
                        ON content_verdict.digest = point_content.digest
                        AND content_verdict.detector = point_content.detector
                    JOIN last_read ON last_read.lineage = point_content.lineage
                        AND last_read.detector = point_content.detector
                        AND last_read.position >= point_content.first
                        AND (point_content.last IS NULL OR last_read.position < point_content.last)
                    WHERE last_read.place = 1 AND content_verdict.state = ?
                    UNION SELECT repository, point FROM last_read WHERE place = 1 AND damage IS NOT NULL
                    UNION SELECT repository, point FROM damaged_point
                    """, arguments: [ContentVerdict.State.bad.rawValue])
            return rows.reduce(into: [:]) { $0[$1["repository"], default: []].insert($1["point"]) }
        }
    }

    // MARK: - Rows

    /// The worst verdict that a content was ever given is the one of all who hold it.
    private static func judge(_ content: HeldContent, _ detector: Int, _ database: Database) throws {
        guard let digest = content.digest else { return }
        let known = try database.cachedStatement(
            sql: "SELECT state FROM content_verdict WHERE digest = ? AND detector = ?")
        let before = try String.fetchOne(known, arguments: [digest, detector])
            .flatMap(ContentVerdict.State.init(rawValue:))
        if let before, before.severity >= content.state.severity { return }
        let insert = try database.cachedStatement(sql: "INSERT OR REPLACE INTO content_verdict VALUES (?, ?, ?, ?)")
        try insert.execute(arguments: [digest, detector, content.state.rawValue, content.reason])
    }

    private static func key(_ lineage: PointLineage) -> String {
        let fields = JSONValue.strings([lineage.repository, lineage.host] + lineage.paths)
        return sha256(CanonicalJSON.bytes(fields))
    }

    private static func text(_ alarms: [String: String]) -> String {
        String(decoding: CanonicalJSON.bytes(.object(alarms.mapValues(JSONValue.string))), as: UTF8.self)
    }

    private static func point(_ row: Row) throws -> ReadPoint {
        let alarms: String = row["alarms"]
        guard case .object(let members) = try JSONValue.parse(Array(alarms.utf8), name: "alarms of a point") else {
            throw newerVersion("the state holds alarms that are no object")
        }
        let texts = members.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
        return ReadPoint(
            position: row["position"], id: row["point"], takenAt: Instant(seconds: row["taken_at"]),
            damage: row["damage"], alarms: texts, readAt: Instant(seconds: row["read_at"]))
    }

    private static func content(_ row: Row) throws -> HeldContent {
        let text: String = row["state"]
        guard let state = ContentVerdict.State(rawValue: text) else {
            throw newerVersion("the state holds a verdict of the unknown kind \(text)")
        }
        return HeldContent(
            path: row["path"], digest: row["digest"], bytes: row["bytes"], first: row["first"], end: row["last"],
            state: state, reason: row["reason"])
    }
}

extension ContentVerdict.State {
    /// Larger is worse; what was not judged yields to any verdict.
    fileprivate var severity: Int {
        switch self {
        case .notJudged: 0
        case .clean: 1
        case .suspicious: 2
        case .bad: 3
        }
    }
}
