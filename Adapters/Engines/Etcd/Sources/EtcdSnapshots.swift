internal import ByteParsing
internal import Contracts
internal import Estate

/// One file of `etcdctl snapshot save`: a database, and after it 32 bytes, the SHA-256 of all before.
struct EtcdSnapshot: Hashable, Sendable {
    let name: String
    let written: Int64
    let size: Int64
    /// The last 32 bytes in hexadecimal digits.
    let digest: String

    static let trailer: Int64 = 32

    /// Pages are a multiple of 512 bytes; etcdctl recognises the checksum by what is over (`snapshot/v3_snapshot.go`).
    var over: Int64 { size % 512 }

    /// A name can be given again: the end of the contents belongs to what identifies a point.
    var id: String { "\(name):\(digest.prefix(16))" }

    static func parts(of id: String) -> (name: String, digest: String)? {
        let bytes = Array(id.utf8)
        guard let split = bytes.lastIndex(of: UInt8(ascii: ":")), bytes.count - split == 17 else { return nil }
        let name = String(decoding: bytes[..<split], as: UTF8.self)
        let isPlain = !name.isEmpty && !name.hasPrefix("-") && !name.hasPrefix(".") && !name.contains("/")
        return isPlain ? (name, String(decoding: bytes[(split + 1)...], as: UTF8.self)) : nil
    }
}

/// Reads what `list.sh` prints.
struct EtcdSnapshotList: Sendable {
    private(set) var snapshots: [EtcdSnapshot] = []
    private(set) var warnings: [String] = []

    init(_ output: [UInt8]) {
        for line in Lines(output) {
            let words = String(decoding: line.bytes, as: UTF8.self)
                .split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
            guard words.count == 5, let written = Int64(words[0]), let size = Int64(words[1]) else {
                warnings.append("line \(line.number) of the list is not readable")
                continue
            }
            // The magic number of the database format, little-endian (bbolt, db.go).
            guard words[3] == "edda0ced", size > EtcdSnapshot.trailer else {
                warnings.append("\(words[4]) is no snapshot of etcd, or its beginning is damaged")
                continue
            }
            snapshots.append(EtcdSnapshot(name: words[4], written: written, size: size, digest: words[2]))
        }
    }

    func points(_ settings: EtcdSettings) -> [RestorePoint] {
        snapshots.map { snapshot in
            var point = RestorePoint(
                id: snapshot.id, host: settings.host, takenAt: Instant(seconds: snapshot.written),
                endedAt: Instant(seconds: snapshot.written), paths: [settings.data])
            point.isApplicationConsistent = true
            point.sizes = PointSizes(restored: snapshot.size - EtcdSnapshot.trailer, stored: snapshot.size, items: 1)
            if snapshot.over == 0 {
                point.state = .partial
                point.warnings = ["it is a copied database without a checksum, not made by 'etcdctl snapshot save'"]
            } else if snapshot.over != EtcdSnapshot.trailer {
                point.state = .failed
                point.warnings = ["its \(snapshot.size) bytes are not those of a whole snapshot"]
            }
            return point
        }
    }
}

/// What `settings:` of a repository of etcd snapshots says.
struct EtcdSettings: Hashable, Sendable {
    /// The host of the member as the estate knows it, and its data folder there.
    let host: String
    let data: String
    /// How the member is called, and how members reach each other, as in its configuration.
    let member: String
    let peer: String
    let cluster: String
    let token: String
    let scratch: String?
    let folder: String

    private static let known = ["cluster", "data", "host", "member", "peer", "scratch", "token"]

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: Self.known)
        host = try settings.requiredName("host", "the host of the member")
        data = try settings.requiredPath("data", "the data folder of the member on that host")
        member = try settings.name("member") ?? "default"
        token = try settings.name("token") ?? "etcd-cluster"
        peer = try Self.plain("peer", repository, else: "http://localhost:2380")
        cluster = try Self.plain("cluster", repository, else: "\(member)=\(peer)")
        scratch = try settings.path("scratch")
        folder = try EngineSettings.folder(of: repository)
        guard repository.password == nil else {
            throw EngineFailure(.unsupported, "snapshots of etcd have no password; leave it out")
        }
    }

    /// Addresses, with names of members before them.
    private static func plain(_ key: String, _ repository: RepositoryEntry, else standard: String)
        throws(EngineFailure) -> String
    {
        let text = repository.settings[key] ?? standard
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        guard isPlain, !text.isEmpty, !text.hasPrefix("-"), text.contains("://"), text.utf8.count <= 4_096 else {
            throw EngineFailure(.unsupported, "expected addresses as setting '\(key)', found '\(text.prefix(60))'")
        }
        return text
    }
}
