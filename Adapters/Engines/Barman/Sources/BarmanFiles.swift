import Contracts
import Estate
import Synchronization

/// Reads what `files.sh` prints as it comes; a cluster without its two first files is none.
final class BarmanFiles: Sendable {
    private let root: String
    private let paths: [String]
    private let each: @Sendable (ManifestEntry) -> Void
    private let lacking: Mutex<Set<String>>

    init(_ part: BarmanPart, below paths: [String], each: @escaping @Sendable (ManifestEntry) -> Void) {
        root = part.place
        lacking = Mutex(part.isData ? ["PG_VERSION", "global/pg_control"] : [])
        self.paths = paths
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        let words = String(decoding: line, as: UTF8.self)
            .split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, let bytes = Int64(words[1]), !words[3].isEmpty else {
            throw EngineFailure(.corrupt, "a name among the files of the backup is not readable")
        }
        lacking.withLock { _ = $0.remove(String(words[3])) }
        let types: [Substring: String] = ["d": "dir", "f": "file", "l": "symlink"]
        let entry = ManifestEntry(
            path: "\(root)/\(words[3])", type: types[words[0]] ?? "other", bytes: words[0] == "f" ? bytes : 0,
            modifiedAt: Int64(words[2].prefix { $0 != "." }).map { Instant(seconds: $0) })
        if paths.isEmpty || entry.lies(below: paths) { each(entry) }
    }

    func finish() throws(EngineFailure) {
        let missing = lacking.withLock { $0.sorted() }
        guard missing.isEmpty else {
            throw EngineFailure(
                .corrupt, "\(missing.joined(separator: ", ")) is not in the backup: it lacks, or is compressed")
        }
    }
}
