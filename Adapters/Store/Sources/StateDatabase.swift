internal import Contracts
internal import GRDB
internal import Glibc

/// The state of one installation: estates, plans, approvals and the journal of runs, in `STATE/groundup.sqlite`.
///
/// Every decision and event is in the audit record, too, in one transaction with itself.
///
/// SQLite with a write-ahead log and `synchronous=FULL`: what a call wrote survives a power cut once the call returned.
/// Several processes may read and write at the same time.
package struct StateDatabase: Sendable {
    /// The folder `STATE`.
    package let folder: String
    let queue: DatabaseQueue
    let context: AuditContext
    let plans = AuditedPlans()

    /// Opens the state in `folder`, made for its owner alone when it does not exist.
    ///
    /// - Parameters:
    ///   - pageLimit: a size in pages of 4 KiB that the file must not outgrow; the disk is the limit when `nil`.
    ///   - context: what audit records say of this program, and which secrets are taken out of what is stored.
    package init(folder: String, pageLimit: Int? = nil, context: AuditContext = AuditContext()) throws {
        self.folder = folder
        self.context = context
        try Self.makeFolder(folder)
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(20)
        configuration.prepareDatabase { database in
            if let pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        let path = folder + "/groundup.sqlite"
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            // Not in `prepareDatabase`: GRDB chooses NORMAL after it when it turns on the write-ahead log.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrator.migrate(queue)
        } catch {
            throw Self.explain(error, path)
        }
    }

    func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await queue.write(work) } catch { throw Self.explain(error, path) }
    }

    func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do { return try await queue.read(work) } catch { throw Self.explain(error, path) }
    }

    /// What SQLite says about `synchronous` and `journal_mode`.
    package func durability() async throws -> [String] {
        try await read { database in
            try ["synchronous", "journal_mode"].compactMap { name in
                try String.fetchOne(database, sql: "SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)")
            }
        }
    }

    private var path: String { folder + "/groundup.sqlite" }

    /// Makes it with the folders above it.
    static func makeFolder(_ folder: String) throws {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            try makeFolder(String(folder[..<slash]))
            if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        }
        throw GroundupError(
            .state, "the state folder \(folder) cannot be made: \(String(cString: strerror(errno)))",
            hint: "Name a folder that you may write to with --state.")
    }

    /// What a person can do about an error of SQLite; any other error stays what it is.
    private static func explain(_ error: any Error, _ path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let found = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR:
            return GroundupError(
                .state, "\(path) could not be written: \(found)",
                hint: "Free space on its disk, then resume; nothing that was recorded before is lost.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return GroundupError(
                .state, "\(path) is damaged: \(found)",
                hint: "Bring the file back from a backup, or use another --state.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return GroundupError(
                .state, "\(path) is held by another process: \(found)", hint: "End that process, then try again.")
        default:
            return GroundupError(
                .state, "\(path) cannot be used: \(found)", hint: "Check that you may read and write it and its folder."
            )
        }
    }
}
