internal import ByteParsing
internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import Host

/// The signatures in a folder.
struct SignatureFolder: Hashable {
    /// SHA-256 over all files with their names.
    let digest: String
    /// When the newest of them were made; `nil` when none says so.
    let madeAt: Instant?

    init(_ folder: String) throws(GroundupError) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        var parts: [String] = []
        var newest: Instant?
        for name in names where SignatureFile.isOne(name) {
            let path = "\(folder)/\(name)"
            parts.append("\(name) \(try fileDigest(path))")
            if let made = SignatureFile.madeAt(header(path)) { newest = max(newest ?? made, made) }
        }
        guard !parts.isEmpty else {
            throw GroundupError(
                .state, "clamav: \(folder) holds no signatures",
                hint: "Run freshclam on a machine with a network and copy main.cvd and daily.cvd there.")
        }
        digest = sha256(Array(parts.joined(separator: "\n").utf8))
        madeAt = newest
    }

    func warnings(now: Instant, maximalAge: Int64) -> [String] {
        guard let madeAt else { return [] }
        let age = now.seconds(since: madeAt)
        guard age > maximalAge else { return [] }
        return ["its signatures are of \(day(of: madeAt)), \(age / 86_400) days old: what is newer, it does not know"]
    }
}

/// One file of signatures.
enum SignatureFile {
    private static let suffixes: Set<String> = [
        "cvd", "cld", "cud", "hdb", "hsb", "hdu", "hsu", "mdb", "msb", "mdu", "msu", "ndb", "ndu", "ldb", "ldu", "idb",
        "yar", "yara", "cdb", "sdb", "zmd", "rmd", "pdb", "gdb", "wdb", "fp", "sfp", "ign", "ign2", "ftm", "cfg", "crb",
        "info", "cbc", "cat",
    ]

    static func isOne(_ name: String) -> Bool {
        guard let point = name.lastIndex(of: ".") else { return false }
        return suffixes.contains(name[name.index(after: point)...].lowercased())
    }

    /// Signed databases begin with 512 bytes of text: `ClamAV-VDB:time:version:signatures:level:md5:signature:builder:seconds`.
    static func madeAt(_ header: [UInt8]) -> Instant? {
        let fields = String(decoding: header, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count >= 9, fields[0] == "ClamAV-VDB" else { return nil }
        // The time of the day holds no colon; the seconds come last and are padded with spaces.
        return fields[8].split(separator: " ").first.flatMap { Int64($0) }.map { Instant(seconds: $0) }
    }
}

private func header(_ path: String) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    return Array((try? file.read(upToCount: 512)) ?? Data())
}

/// Such as 2026-11-23.
func day(of instant: Instant) -> String {
    rfc3339(secondsSinceEpoch: instant.seconds).map { String($0.prefix(10)) } ?? "an impossible day"
}
