/// Raises alarms over the differences of one dataset's restore points.
///
/// The rules on names and sizes are absolute. The rule on the rate of change compares with the median of the days before,
/// by their median absolute deviation, which a few odd days do not move; it keeps silent until there are enough of them.
package struct ChurnRules: Sendable {
    /// Differences before one that make up what is usual, and how many of them there have to be.
    private static let baseline = (most: 14, least: 5)
    private static let deletions = (count: 100, share: 0.5)
    private static let renames = (count: 20, share: 0.02)
    private static let newSuffixShare = 0.05
    private static let newSuffixCount = 5
    private static let deviations = 6.0
    /// A spread below it is taken for it: a dataset that never changed has none, and its first edit is no attack.
    private static let leastSpread = 0.01
    private static let incompressible = (ratio: 0.95, newShare: 0.05)
    private static let shrunkShare = 0.3

    /// How many files of each suffix there are, as far as the differences have told.
    private var suffixes: [String: Int]
    private var earlier: [Double] = []

    /// - Parameter first: the files of the oldest restore point.
    package init(first: [PointDifference.File]) {
        suffixes = Self.counts(first)
    }

    /// The alarms of the next difference.
    package mutating func alarms(for difference: PointDifference) -> [ChurnAlarm] {
        let added = Self.counts(difference.added)
        let removed = Self.counts(difference.removed)
        let alarms =
            deletion(removed, added) + renames(difference) + newSuffix(difference, added) + change(difference)
            + Self.incompressible(difference) + Self.shrunk(difference)
        for (suffix, count) in added { suffixes[suffix, default: 0] += count }
        for (suffix, count) in removed { suffixes[suffix] = max(0, (suffixes[suffix] ?? 0) - count) }
        earlier.append(difference.changedShare)
        if earlier.count > Self.baseline.most { earlier.removeFirst() }
        return alarms
    }

    private func deletion(_ removed: [String: Int], _ added: [String: Int]) -> [ChurnAlarm] {
        removed.sorted { $0.key < $1.key }.compactMap { suffix, count in
            let gone = count - (added[suffix] ?? 0)
            let share = Double(gone) / Double(max(1, suffixes[suffix] ?? 0))
            guard gone >= Self.deletions.count, share > Self.deletions.share else { return nil }
            return .deletion(suffix: suffix, gone: gone, share: share)
        }
    }

    /// Removed and added files of one folder and about one size, by the suffix that the added ones have.
    private func renames(_ difference: PointDifference) -> [ChurnAlarm] {
        var gone = FilesBySize(difference.removed)
        var pairs: [String: Int] = [:]
        for file in difference.added.sorted(by: { $0.bytes < $1.bytes }) {
            let suffix = String(file.suffix)
            if suffixes[suffix, default: 0] == 0, gone.takeLike(file) { pairs[suffix, default: 0] += 1 }
        }
        let least = max(Self.renames.count, Int((Double(difference.filesBefore) * Self.renames.share).rounded(.up)))
        return pairs.filter { $0.value >= least }.sorted { $0.key < $1.key }
            .map { .renames(suffix: $0.key, pairs: $0.value) }
    }

    private func newSuffix(_ difference: PointDifference, _ added: [String: Int]) -> [ChurnAlarm] {
        let after = difference.filesBefore + difference.added.count - difference.removed.count
        return added.sorted { $0.key < $1.key }.compactMap { suffix, count in
            let share = Double(count) / Double(max(1, after))
            guard suffixes[suffix, default: 0] == 0, count >= Self.newSuffixCount, share >= Self.newSuffixShare,
                difference.filesBefore > 0
            else { return nil }
            return .newSuffix(suffix: suffix, files: count, share: share)
        }
    }

    private func change(_ difference: PointDifference) -> [ChurnAlarm] {
        guard earlier.count >= Self.baseline.least else { return [] }
        let usual = Self.median(earlier)
        let spread = max(Self.median(earlier.map { abs($0 - usual) }), Self.leastSpread)
        let share = difference.changedShare
        guard share > usual + Self.deviations * spread else { return [] }
        return [.change(share: share, usual: usual, spread: spread)]
    }

    private static func incompressible(_ difference: PointDifference) -> [ChurnAlarm] {
        guard let new = difference.newBytes, let stored = difference.storedBytes, new > 0, difference.bytesAfter > 0
        else { return [] }
        let ratio = Double(stored) / Double(new)
        let share = Double(new) / Double(difference.bytesAfter)
        guard ratio > Self.incompressible.ratio, share > Self.incompressible.newShare, difference.filesBefore > 0
        else { return [] }
        return [.incompressible(ratio: ratio, newShare: share)]
    }

    private static func shrunk(_ difference: PointDifference) -> [ChurnAlarm] {
        guard difference.bytesBefore > 0 else { return [] }
        let share = 1 - Double(difference.bytesAfter) / Double(difference.bytesBefore)
        return share > shrunkShare ? [.shrunk(share: share)] : []
    }

    // MARK: - Numbers

    private static func counts(_ files: [PointDifference.File]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for file in files { counts[String(file.suffix), default: 0] += 1 }
        return counts
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// The removed files of each folder, handed out in the order of their sizes; linear, however many a folder holds.
private struct FilesBySize {
    private var sizes: [String: [Int64]] = [:]
    /// How many of a folder's sizes were handed out or are too small for whatever comes.
    private var passed: [String: Int] = [:]

    init(_ files: [PointDifference.File]) {
        for file in files { sizes[String(file.folder), default: []].append(file.bytes) }
        for folder in sizes.keys { sizes[folder]?.sort() }
    }

    /// Takes a file that `file` may have been made of; to be asked in the order of the sizes.
    ///
    /// Encryption adds a header or a trailer, and pads.
    mutating func takeLike(_ file: PointDifference.File) -> Bool {
        let folder = String(file.folder)
        guard let sizes = sizes[folder] else { return false }
        var next = passed[folder] ?? 0
        while next < sizes.count, sizes[next] + Self.tolerance(sizes[next]) < file.bytes { next += 1 }
        let isLike = next < sizes.count && file.bytes >= sizes[next] - Self.tolerance(sizes[next])
        passed[folder] = isLike ? next + 1 : next
        return isLike
    }

    private static func tolerance(_ bytes: Int64) -> Int64 { max(4096, bytes / 50) }
}
