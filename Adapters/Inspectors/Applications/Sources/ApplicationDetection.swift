internal import Contracts

/// What lies in a tree, by names; what names leave open, by the first bytes.
struct ApplicationDetection {
    /// More of one kind are not looked for.
    static let most = 1_000

    private let paths: Set<[UInt8]>
    private let tree: FileTree
    /// The first bytes of a file.
    private let head: (FileTree.Entry) -> [UInt8]

    init(_ tree: FileTree, head: @escaping (FileTree.Entry) -> [UInt8]) {
        self.tree = tree
        self.head = head
        paths = Set(tree.files.map(\.path))
    }

    var subjects: [ApplicationSubject] {
        var found: [ApplicationSubject] = []
        var counts: [String: Int] = [:]
        for entry in tree.files {
            guard let subject = subject(entry), counts[subject.kind, default: 0] < Self.most else { continue }
            counts[subject.kind, default: 0] += 1
            found.append(subject)
        }
        return found.sorted { ($0.path, $0.kind) < ($1.path, $1.kind) }
    }

    private func subject(_ entry: FileTree.Entry) -> ApplicationSubject? {
        guard let path = String(validating: entry.path, as: UTF8.self), !path.contains("\n") else { return nil }
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let folder = slash.map { String(path[..<$0]) } ?? ""
        if let kind = folderKind(name, folder) { return ApplicationSubject(kind: kind, path: folder) }
        return fileKind(name, entry).map { ApplicationSubject(kind: $0, path: path) }
    }

    /// A folder that a server keeps its data in, by the file that only its own root has.
    private func folderKind(_ name: String, _ folder: String) -> String? {
        let inside = { (other: String) in paths.contains(Array((folder.isEmpty ? other : "\(folder)/\(other)").utf8)) }
        switch name {
        case "PG_VERSION": return inside("global/pg_control") ? "postgresql-cluster" : nil
        case "ibdata1": return inside("mysql/global_priv.frm") || inside("mysql/user.frm") ? "mariadb-folder" : nil
        default: return nil
        }
    }

    private func fileKind(_ name: String, _ entry: FileTree.Entry) -> String? {
        if name.hasPrefix("samba-backup-"), name.hasSuffix(".tar.bz2") { return "samba-backup" }
        let isNamedSo = [".db", ".sqlite", ".sqlite3"].contains { name.lowercased().hasSuffix($0) }
        // Empty files are databases that nobody wrote to yet.
        guard entry.size > 0 else { return nil }
        if name.hasSuffix("-wal") || name.hasSuffix("-shm") || name.hasSuffix("-journal") { return nil }
        let head = head(entry)
        if head.starts(with: Array("SQLite format 3\0".utf8)) { return "sqlite" }
        if head.starts(with: Array("PGDMP".utf8)) { return "postgresql-dump" }
        if isDump(head, of: "PostgreSQL database") { return "postgresql-dump" }
        if head.starts(with: Array("-- MariaDB dump ".utf8)) || head.starts(with: Array("/*M!999999".utf8)) {
            return "mariadb-dump"
        }
        guard isNamedSo else { return nil }
        // A page of bbolt: its magic number after the header of the page.
        if head.count >= 20, Array(head[16..<20]) == [0xED, 0xDA, 0x0C, 0xED] { return "etcd-snapshot" }
        // By its name a database, by its bytes none: encrypted or damaged, which is said and not passed over.
        return name.lowercased().hasSuffix(".db") ? nil : "sqlite"
    }

    private func isDump(_ head: [UInt8], of what: String) -> Bool {
        head.starts(with: Array("--\n-- \(what)".utf8))
    }
}
