package import Contracts

extension WALSegment {
    /// The log that one backup may take: 1 TiB.
    private static let most: UInt64 = 65_536

    /// The names of the segments that a base backup needs to become consistent.
    ///
    /// - Parameters:
    ///   - start: the first of them, and `stop` the last one, as the backup names them.
    package static func needed(from start: String?, through stop: String?) throws(EngineFailure) -> [String] {
        guard let start, let stop else {
            throw EngineFailure(.corrupt, "no segments of the log are named that would make the backup consistent")
        }
        guard let first = WALSegment(start), let last = WALSegment(stop) else {
            throw EngineFailure(.unsupported, "segments of the log are not of 16 MiB")
        }
        guard first.timeline == last.timeline, first <= last, last.number - first.number < most else {
            throw EngineFailure(
                .corrupt, "the log from \(start) to \(stop) is on more than one timeline, or more than \(most) segments"
            )
        }
        var names = [first.name]
        var segment = first
        while segment < last {
            segment = segment.next
            names.append(segment.name)
        }
        return names
    }
}
