import ByteParsing
import Contracts
import Estate

/// One backup of a chain, as the names of its files tell.
struct DuplicitySet: Hashable, Sendable {
    /// When the backup before it ended; `nil` for a full one.
    var start: String?
    /// As duplicity writes times: `20261123T122128Z`.
    var end: String
    var manifest: String?
    var volumes = 0
}

/// Reads the names of duplicity's files.
enum DuplicityFiles {
    /// Every backup that any file belongs to, by the time of its end.
    static func sets(_ names: [String]) -> [String: DuplicitySet] {
        var sets: [String: DuplicitySet] = [:]
        for name in names {
            guard let found = parse(name) else { continue }
            var set = sets[found.set.end] ?? found.set
            if found.rest.hasPrefix("manifest") { set.manifest = name }
            if found.rest.hasPrefix("vol") { set.volumes += 1 }
            sets[set.end] = set
        }
        return sets
    }

    /// `duplicity-full.TIME.REST` or `duplicity-inc.TIME.to.TIME.REST`.
    private static func parse(_ name: String) -> (set: DuplicitySet, rest: String)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts[0] == "duplicity-full", parts.count >= 3, instant(parts[1]) != nil {
            return (DuplicitySet(start: nil, end: parts[1]), parts[2])
        }
        if parts[0] == "duplicity-inc", parts.count >= 5, parts[2] == "to", instant(parts[1]) != nil,
            instant(parts[3]) != nil
        {
            return (DuplicitySet(start: parts[1], end: parts[3]), parts[4])
        }
        return nil
    }

    static func instant(_ time: String) -> Instant? {
        let bytes = Array(time.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        let text = { (range: Range<Int>) in String(decoding: bytes[range], as: UTF8.self) }
        let written = "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))T\(text(9..<11)):\(text(11..<13)):\(text(13..<15))Z"
        return secondsSinceEpoch(rfc3339: Array(written.utf8)[...]).map { Instant(seconds: $0) }
    }
}

/// Reads the part of `collection-status --log-fd` that is made for programs.
struct DuplicityStatus {
    /// Backups in the order in which they were taken, each chain beginning with a full one.
    private(set) var chains: [[(time: String, volumes: Int, isFull: Bool, isEncrypted: Bool)]] = []
    /// What duplicity found fault with.
    private(set) var warnings: [String] = []

    init(_ output: [UInt8]) throws(EngineFailure) {
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.contains(where: { $0.hasPrefix("incomplete-sets-num ") }) else {
            throw EngineFailure(.unknown, "duplicity's status of the collection has no end")
        }
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "chain-complete", "chain-no-sig": chains.append([])
            case "full", "inc":
                guard line.hasPrefix(" "), words.count == 4, let volumes = Int(words[2]), !chains.isEmpty else {
                    continue
                }
                chains[chains.count - 1].append((words[1], volumes, words[0] == "full", words[3] == "enc"))
            case "orphaned-sets-num" where words.last != "0":
                warnings.append("\(words.last ?? "?") backup(s) belong to no chain: a backup before them is gone")
            case "incomplete-sets-num" where words.last != "0":
                warnings.append("\(words.last ?? "?") backup(s) are incomplete, as an aborted run leaves them")
            case ".": if line.hasPrefix(". Warning, ") { warnings.append(EngineText.shortened(line.dropFirst(2))) }
            default: continue
            }
        }
    }
}
