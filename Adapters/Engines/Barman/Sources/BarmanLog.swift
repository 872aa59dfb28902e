import ByteParsing
import Contracts

/// The log and the folders of a server, read from what `log.sh` prints.
struct BarmanLog: Sendable {
    let archive: WALArchive
    /// The folders of backups that are there.
    private(set) var folders: Set<String> = []
    /// Backups whose segments have another size than 16 MiB.
    private(set) var otherSizes: Set<String> = []

    init(_ output: [UInt8]) throws(EngineFailure) {
        var times: [WALSegment: (seconds: Int64, size: Int64)] = [:]
        var catalogue: [WALSegment: Int64] = [:]
        for line in Lines(output) {
            let words = String(decoding: line.bytes, as: UTF8.self).split(
                separator: " ", omittingEmptySubsequences: false)
            switch (words.first, words.count) {
            case ("s", 4):
                // Histories of timelines and labels of backups lie among the segments.
                guard let segment = WALSegment(words[3]) else { continue }
                guard let seconds = Int64(words[1].prefix { $0 != "." }), let size = Int64(words[2]) else {
                    throw Self.unreadable(line.number)
                }
                times[segment] = (seconds, size)
            case ("x", 3): if let segment = WALSegment(words[2]) { catalogue[segment] = Int64(words[1]) }
            case ("b", 2): folders.insert(String(words[1]))
            case ("i", 3): if words[2] != "16777216" { otherSizes.insert(String(words[1])) }
            default: throw Self.unreadable(line.number)
            }
        }
        // What is shorter than it was when it came is not there.
        archive = WALArchive(
            times.filter { segment, file in file.size > 0 && catalogue[segment].map { $0 == file.size } ?? true }
                .mapValues(\.seconds))
    }

    private static func unreadable(_ number: some BinaryInteger) -> EngineFailure {
        EngineFailure(.corrupt, "line \(number) of the list of the log is not readable")
    }
}
