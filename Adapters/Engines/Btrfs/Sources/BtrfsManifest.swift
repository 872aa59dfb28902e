import ByteParsing
import Contracts
import Estate
import Synchronization

/// Reads what `find` prints of a snapshot, entry by entry.
final class BtrfsManifest: Sendable {
    private let source: String
    /// `nil` for everything.
    private let paths: [String]?
    private let each: @Sendable (ManifestEntry) -> Void
    private let found = Mutex<[String]>([])

    init(source: String, below paths: [String]?, each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.source = source == "/" ? "" : source
        self.paths = paths
        self.each = each
    }

    /// Folders where another subvolume was: a snapshot does not hold what is in those.
    var nestedSubvolumes: [String] { found.withLock { $0 } }

    func read(_ record: [UInt8]) throws {
        let fields = record.split(separator: 0x09, maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, let letter = fields[0].first, let bytes = fields[2].decimal,
            let time = Self.instant(fields[3])
        else { throw EngineFailure(.corrupt, "an entry of the snapshot is not readable") }
        let relative = String(decoding: fields[4], as: UTF8.self)
        let path = relative.isEmpty ? (source.isEmpty ? "/" : source) : "\(source)/\(relative)"
        // An empty folder stands for it, with a number that no real folder has.
        if letter == UInt8(ascii: "d"), fields[1].decimal == 2 {
            found.withLock { if $0.count < 100 { $0.append(path) } }
        }
        if let paths, !paths.contains(where: { path == $0 || path.hasPrefix($0 == "/" ? "/" : "\($0)/") }) { return }
        let type = Self.types[letter] ?? "other"
        each(ManifestEntry(path: path, type: type, bytes: type == "file" ? Int64(bytes) : 0, modifiedAt: time))
    }

    private static let types: [UInt8: String] = [
        UInt8(ascii: "f"): "file", UInt8(ascii: "d"): "dir", UInt8(ascii: "l"): "symlink",
    ]

    /// Seconds since 1970 with a fraction, perhaps before it.
    private static func instant(_ text: ArraySlice<UInt8>) -> Instant? {
        let isNegative = text.first == UInt8(ascii: "-")
        return text.drop { $0 == UInt8(ascii: "-") }.prefix { $0 != UInt8(ascii: ".") }.decimal
            .map { Instant(seconds: isNegative ? -Int64($0) : Int64($0)) }
    }
}
