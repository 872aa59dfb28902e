/// One segment of the write-ahead log, by its 24 hexadecimal digits: timeline, log, segment.
package struct WALSegment: Hashable, Comparable, Sendable {
    package let timeline: UInt32
    /// Counted through all logs, with segments of 16 MiB.
    package let number: UInt64

    /// `nil` for any other name, and for segments of another size than 16 MiB.
    package init?(_ name: some StringProtocol) {
        let digits = Array(name.utf8)
        guard digits.count == 24, digits.allSatisfy(Self.isHexadecimal),
            let timeline = UInt32(name.prefix(8), radix: 16), let log = UInt64(name.dropFirst(8).prefix(8), radix: 16),
            let segment = UInt64(name.dropFirst(16), radix: 16), segment < 256
        else { return nil }
        self.timeline = timeline
        number = log << 8 | segment
    }

    private init(timeline: UInt32, number: UInt64) {
        self.timeline = timeline
        self.number = number
    }

    package var next: WALSegment { WALSegment(timeline: timeline, number: number + 1) }

    package var name: String { Self.digits(UInt64(timeline)) + Self.digits(number >> 8) + Self.digits(number & 0xff) }

    /// The folder of the archive that holds it: timeline and log.
    package var folder: String { String(name.prefix(16)) }

    package static func < (left: WALSegment, right: WALSegment) -> Bool {
        (left.timeline, left.number) < (right.timeline, right.number)
    }

    private static func digits(_ value: UInt64) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 8 - text.count)) + text
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
    }
}

/// The segments that an archive holds, with the time at which each was put there, in seconds since 1970.
package struct WALArchive: Sendable {
    private let times: [WALSegment: Int64]
    private let last: [UInt32: WALSegment]

    package init(_ times: [WALSegment: Int64]) {
        self.times = times
        last = times.keys.reduce(into: [:]) { $0[$1.timeline] = max($0[$1.timeline] ?? $1, $1) }
    }

    package var isEmpty: Bool { times.isEmpty }

    /// The first segment that lacks from `first` to `last`; `nil` when all are there.
    package func gap(from first: WALSegment, through last: WALSegment) -> WALSegment? {
        var segment = first
        while segment <= last {
            if times[segment] == nil { return segment }
            segment = segment.next
        }
        return nil
    }

    /// How far the log goes on without a gap after `stop`.
    package func run(after stop: WALSegment) -> Run {
        var segment = stop
        var until: Int64?
        while times[segment.next] != nil {
            // A restore to a time needs a commit after it: the segment before the last one surely has one behind it.
            until = times[segment]
            segment = segment.next
        }
        let isGap = last[stop.timeline].map { $0 > segment } ?? false
        return Run(last: segment, until: until, missing: isGap ? segment.next : nil)
    }

    package struct Run: Hashable, Sendable {
        package let last: WALSegment
        /// Everything up to this time can be replayed; `nil` when no segment follows the backup.
        package let until: Int64?
        /// The segment that lacks although later ones are there.
        package let missing: WALSegment?
    }
}
