import Contracts
import EngineParts

/// A folder in the catalogue that holds a part of a backup, and where on the host its contents belong.
struct BarmanPart: Hashable, Sendable {
    let folder: String
    let place: String
    /// The data folder, and no table space.
    let isData: Bool
}

/// A backup as the catalogue holds it.
struct BarmanHeld: Sendable {
    let details: BarmanAnswers.Details
    let tablespaces: Tablespaces
    /// The folder with what Barman itself knows of the backup.
    let folder: String
    private let data: String

    /// - Parameters:
    ///   - data: the data folder on the host.
    ///   - base: the folder of all backups.
    init(_ details: BarmanAnswers.Details, data: String, in base: String) throws(EngineFailure) {
        self.details = details
        self.data = data
        folder = "\(base)/\(details.backup_id)"
        var tablespaces = Tablespaces(data: data)
        for tablespace in details.tablespaces ?? [] {
            try tablespaces.add("\(tablespace.oid)", at: tablespace.location)
        }
        self.tablespaces = tablespaces
    }

    /// Table spaces first: unpacked in this order, no link of the data folder is there yet to lead elsewhere.
    var parts: [BarmanPart] {
        tablespaces.all.map { BarmanPart(folder: "\(folder)/\($0.id)", place: $0.place, isData: false) }
            + [BarmanPart(folder: "\(folder)/data", place: data, isData: true)]
    }

    /// The segments of the log without which it is not consistent.
    func segments() throws(EngineFailure) -> [String] {
        let base = details.base_backup_information
        return try WALSegment.needed(from: base?.begin_wal, through: base?.end_wal)
    }
}
