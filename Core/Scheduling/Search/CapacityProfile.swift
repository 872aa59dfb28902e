/// What is free of every capacity over time, while steps are put into it one after the other.
protocol CapacityProfile: AnyObject {
    init(_ work: CompactWork)

    /// Everything is free again.
    func reset()

    /// Puts the step at the earliest time from `from` on at which its units are free all the while, and takes them.
    func place(_ step: Int, from: Int, duration: Int) -> Int
}

/// A word for every unit of time; fast where steps take few units of time and one word holds all capacities.
final class DenseProfile: CapacityProfile {
    /// The most units of time that are worth a word each.
    static let longest = 1 << 15

    private let needs: UnsafeMutablePointer<UInt64>
    private let free: UnsafeMutablePointer<UInt64>
    private let full: UInt64
    private let guards: UInt64
    private var used = 0

    init(_ work: CompactWork) {
        full = work.packing.full[0]
        guards = work.packing.guards[0]
        needs = .allocate(capacity: max(1, work.count))
        for step in 0..<work.count { needs[step] = work.packing.needs[step] }
        free = .allocate(capacity: work.horizon + 1)
        free.initialize(repeating: full, count: work.horizon + 1)
    }

    deinit {
        needs.deallocate()
        free.deallocate()
    }

    func reset() {
        free.update(repeating: full, count: used)
        used = 0
    }

    @inline(__always)
    func place(_ step: Int, from: Int, duration: Int) -> Int {
        let need = needs[step]
        guard need != 0 else { return from }
        var start = from
        var unit = start &+ duration &- 1
        // Looked at from the back: whatever is found there moves the start past it at once.
        while unit >= start {
            if (free[unit] &- need) & guards != guards {
                start = unit &+ 1
                unit = start &+ duration &- 1
            } else {
                unit &-= 1
            }
        }
        let end = start &+ duration
        unit = start
        while unit < end {
            free[unit] &-= need
            unit &+= 1
        }
        used = max(used, end)
        return start
    }
}

/// A word, or several, for every moment at which something changes; for long durations and many capacities.
final class EventProfile: CapacityProfile {
    private let needs: UnsafeMutablePointer<UInt64>
    private let full: [UInt64]
    private let guards: [UInt64]
    private let words: Int
    private let times: UnsafeMutablePointer<Int>
    private let free: UnsafeMutablePointer<UInt64>
    /// Moments in use; everything is free after the last one.
    private var count = 1

    init(_ work: CompactWork) {
        words = work.packing.words
        full = work.packing.full
        guards = work.packing.guards
        needs = .allocate(capacity: max(1, work.count * words))
        for index in 0..<work.count * words { needs[index] = work.packing.needs[index] }
        let moments = 2 * work.count + 2
        times = .allocate(capacity: moments)
        times.initialize(repeating: 0, count: moments)
        free = .allocate(capacity: moments * words)
        free.initialize(repeating: 0, count: moments * words)
        reset()
    }

    deinit {
        needs.deallocate()
        times.deallocate()
        free.deallocate()
    }

    func reset() {
        count = 1
        times[0] = 0
        for word in 0..<words { free[word] = full[word] }
    }

    func place(_ step: Int, from: Int, duration: Int) -> Int {
        guard duration > 0, needsAnything(step) else { return from }
        let first = index(before: from)
        var start = from
        var candidate = first
        var moment = first
        while moment < count {
            if !fits(step, at: moment) {
                // The last moment has everything free, so there is a next one.
                moment += 1
                candidate = moment
                start = times[moment]
            } else if moment + 1 < count, times[moment + 1] < start + duration {
                moment += 1
            } else {
                break
            }
        }
        let begin = split(at: start, after: candidate)
        let end = split(at: start + duration, after: moment + (begin > candidate ? 1 : 0))
        for taken in begin..<end {
            for word in 0..<words { free[taken * words + word] &-= needs[step * words + word] }
        }
        return start
    }

    private func needsAnything(_ step: Int) -> Bool {
        for word in 0..<words where needs[step * words + word] != 0 { return true }
        return false
    }

    private func fits(_ step: Int, at moment: Int) -> Bool {
        for word in 0..<words
        where (free[moment * words + word] &- needs[step * words + word]) & guards[word] != guards[word] {
            return false
        }
        return true
    }

    /// The last moment that is not after `time`.
    private func index(before time: Int) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle } else { high = middle }
        }
        return low
    }

    /// The moment at exactly `time`, made when there is none; `after` is not later, and the one behind it not earlier.
    private func split(at time: Int, after: Int) -> Int {
        guard times[after] != time else { return after }
        let new = after + 1
        if new < count, times[new] == time { return new }
        (times + new + 1).update(from: times + new, count: count - new)
        (free + (new + 1) * words).update(from: free + new * words, count: (count - new) * words)
        times[new] = time
        for word in 0..<words { free[new * words + word] = free[after * words + word] }
        count += 1
        return new
    }
}
