package import Contracts
internal import GRDB

/// Restore points that a look at what is stored found damaged.
extension StateDatabase {
    static let damagedPoints = """
        CREATE TABLE damaged_point (
            repository TEXT NOT NULL, point TEXT NOT NULL, depth INTEGER NOT NULL, damage TEXT NOT NULL,
            PRIMARY KEY (repository, point)
        ) STRICT, WITHOUT ROWID;
        """

    package func keep(_ findings: [PointFinding], in repository: String, at depth: VerifyDepth) async throws {
        try await write { database in
            for finding in findings {
                if let damage = finding.damage {
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO damaged_point VALUES (?, ?, ?, ?)",
                        arguments: [repository, finding.point, depth.rawValue, damage])
                } else {
                    try database.execute(
                        sql: "DELETE FROM damaged_point WHERE repository = ? AND point = ? AND depth <= ?",
                        arguments: [repository, finding.point, depth.rawValue])
                }
            }
        }
    }
}
