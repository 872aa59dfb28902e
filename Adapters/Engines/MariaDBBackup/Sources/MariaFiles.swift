internal import ByteParsing
internal import Contracts
internal import Estate

/// The files of a chain of backups, read from what `files.sh` prints.
struct MariaFiles: Sendable {
    struct File: Hashable, Sendable {
        let bytes: Int64
        let modified: Int64?
        let isFolder: Bool
    }

    /// By name below the folder, one for each backup of the chain.
    private var parts: [[String: File]] = []
    /// Definitions of tables in the newest backup, with the number of the engine that keeps each.
    private var tables: [(name: String, engine: Int)] = []

    init(_ output: [UInt8]) throws(EngineFailure) {
        var engines: [Int] = []
        var names: [String] = []
        for line in Lines(output) {
            let text = String(decoding: line.bytes, as: UTF8.self)
            if text.hasPrefix("@ ") {
                parts.append([:])
                (engines, names) = ([], [])
            } else if text.hasPrefix("f "), !parts.isEmpty, let number = Int(text.dropFirst(2)) {
                // Two letters and a space begin no file: those are told with a size.
                engines.append(number)
            } else if text.hasPrefix("n ./"), !parts.isEmpty {
                names.append(String(text.dropFirst(4)))
            } else {
                try read(text)
            }
        }
        guard !parts.isEmpty, engines.count == names.count else {
            throw EngineFailure(.corrupt, "the files of the backup could not be listed whole")
        }
        tables = Array(zip(names, engines)).map { (name: $0, engine: $1) }
    }

    private mutating func read(_ text: String) throws(EngineFailure) {
        let words = text.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[0].count == 1, let bytes = Int64(words[1]), !words[3].isEmpty, !parts.isEmpty
        else {
            throw EngineFailure(.corrupt, "a name among the files of the backup is not readable")
        }
        let time = Int64(words[2].prefix { $0 != "." })
        parts[parts.count - 1][String(words[3])] = File(bytes: bytes, modified: time, isFolder: words[0] == "d")
    }

    /// The files that a restore brings: those of the newest backup, by the names that they have in a data folder.
    ///
    /// Of an increment's table the size is that of the full one, or of what the increment holds where that is more.
    func manifest(data: String) -> [ManifestEntry] {
        guard let newest = parts.last else { return [] }
        return newest.sorted { $0.key < $1.key }.compactMap { name, file in
            guard let restored = Self.restored(name) else { return nil }
            let earlier = parts.compactMap { $0[restored]?.bytes }.max() ?? 0
            return ManifestEntry(
                path: "\(data)/\(restored)", type: file.isFolder ? "dir" : "file",
                bytes: file.isFolder ? 0 : max(file.bytes, restored == name ? 0 : earlier),
                modifiedAt: file.modified.map { Instant(seconds: $0) })
        }
    }

    /// `shop/o.ibd.delta` and `shop/o.new` become `shop/o.ibd`; the backup's own files become none.
    private static func restored(_ name: String) -> String? {
        if name.hasSuffix(".delta") { return String(name.dropLast(6)) }
        if name.hasSuffix(".new") { return name.dropLast(4) + ".ibd" }
        let isOwn =
            name.hasSuffix(".meta") || name == "backup-my.cnf" || name == "ib_logfile0"
            || ["xtrabackup_", "mariadb_backup_"].contains { name.hasPrefix($0) }
        return isOwn ? nil : name
    }

    /// What lacks although something else in the backup speaks of it.
    func missing() -> [String] {
        var missing: [String] = []
        for (number, part) in parts.enumerated() {
            let log = ["ib_logfile0", "xtrabackup_logfile"].contains { part[$0].map { $0.bytes > 0 } ?? false }
            if !log { missing.append("the log of InnoDB (ib_logfile0) of part \(number + 1)") }
            if part["backup-my.cnf"] == nil { missing.append("backup-my.cnf of part \(number + 1)") }
            missing += part.keys.filter { $0.hasSuffix(".delta") && part[$0.dropLast(6) + ".meta"] == nil }
                .map { $0.dropLast(6) + ".meta" }
        }
        if let newest = parts.last {
            let held = Set(newest.keys.compactMap(Self.restored))
            missing += tables.flatMap { table in
                Self.files(of: table.engine).map { table.name.dropLast(4) + $0 }.filter { !held.contains($0) }
            }
        }
        return missing.sorted()
    }

    /// `legacy_db_type` of sql/handler.h, for the engines that keep each table in files of its own.
    private static func files(of engine: Int) -> [String] {
        switch engine {
        case 9: [".MYD", ".MYI"]
        case 12: [".ibd"]
        case 42: [".MAD", ".MAI"]
        default: []
        }
    }
}
