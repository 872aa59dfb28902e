/// What an application's protection has to keep to besides its RPO, its RTO and the age that restore points reach.
///
/// What is absent nobody asked for, and nothing judges it.
package struct ProtectionObjectives: Hashable, Sendable {
    /// How many restore points have to be there.
    package var kept: KeptPoints
    /// When backups may be taken.
    package var window: BackupWindow?
    /// Seconds that a backup may take.
    package var maximalDuration: Int64?
    /// Percent by which a dataset may grow in 30 days.
    package var maximalGrowth: Int?
    /// The largest age of a restore test, in seconds, by how deep it has to go.
    package var restoreTests: [TestDepth: Int64]

    package init(
        kept: KeptPoints = KeptPoints(), window: BackupWindow? = nil, maximalDuration: Int64? = nil,
        maximalGrowth: Int? = nil, restoreTests: [TestDepth: Int64] = [:]
    ) {
        self.kept = kept
        self.window = window
        self.maximalDuration = maximalDuration
        self.maximalGrowth = maximalGrowth
        self.restoreTests = restoreTests
    }
}

/// How many restore points have to be kept, in the words of `restic forget` and `borg prune`; 0 asks for nothing.
package struct KeptPoints: Hashable, Sendable {
    /// The newest ones, whatever their age.
    package var last: Int
    package var daily: Int
    package var weekly: Int
    package var monthly: Int
    package var yearly: Int

    package init(last: Int = 0, daily: Int = 0, weekly: Int = 0, monthly: Int = 0, yearly: Int = 0) {
        self.last = last
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
        self.yearly = yearly
    }

    /// The demands that are made, shortest period first.
    package var demands: [(period: CalendarPeriod, count: Int)] {
        [(.day, daily), (.week, weekly), (.month, monthly), (.year, yearly)].filter { $0.1 > 0 }
    }

    package var isEmpty: Bool { last == 0 && demands.isEmpty }
}

/// A part of the UTC day in which backups may be taken; it may cross midnight.
package struct BackupWindow: Hashable, Sendable {
    /// Minutes after midnight, from 0 to 1439.
    package let start: Int
    package let end: Int

    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// `22:00-06:00`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = Self.minutes(parts[0]), let end = Self.minutes(parts[1]), start != end
        else { return nil }
        self.init(start: start, end: end)
    }

    package func contains(_ seconds: Int64) -> Bool {
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let minute = Int(second / 60)
        return start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    }

    package var text: String { "\(Self.clock(start))-\(Self.clock(end))" }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let hour = number(parts[0]), let minute = number(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func number(_ digits: Substring.UTF8View.SubSequence) -> Int? {
        guard digits.count == 2, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

/// How deep a test of a restore point went, as it was really reached.
package enum TestDepth: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// It is in the list, and did not vanish.
    case listed
    /// Its metadata is reachable.
    case structure
    /// Its stored bytes were read and match.
    case bytes
    /// It was decoded and written somewhere.
    case decoded
    /// It was restored, and the files are the same as before.
    case restored
    /// The application that was restored from it works.
    case working

    package var word: String { "V\(rawValue)" }

    package init?(_ word: String) {
        guard let depth = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = depth
    }

    package static func < (left: TestDepth, right: TestDepth) -> Bool { left.rawValue < right.rawValue }
}
