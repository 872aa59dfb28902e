/// Turns an order of the steps into a schedule: each step in turn at the earliest time that fits (serial generation), then
/// all of them pushed to the right and back to the left (forward-backward improvement, double justification).
///
/// Source: Valls, Ballestín, Quintanilla, "Justification and RCPSP: a technique that pays", EJOR 165, 2005.
final class SerialDecoder<Profile: CapacityProfile> {
    let work: CompactWork
    /// Of the last pass, in units of time, counted from the end after a pass backwards.
    let finishes: UnsafeMutablePointer<Int>
    private let profile: Profile
    private let keys: UnsafeMutablePointer<UInt64>
    private let buckets: UnsafeMutablePointer<Int32>
    private let bucketCount: Int
    private let spare: UnsafeMutablePointer<Int32>
    /// Passes made so far.
    private(set) var passes = 0

    init(_ work: CompactWork) {
        self.work = work
        profile = Profile(work)
        let count = max(1, work.count)
        finishes = .allocate(capacity: count)
        finishes.initialize(repeating: 0, count: count)
        keys = .allocate(capacity: count)
        keys.initialize(repeating: 0, count: count)
        bucketCount = work.isDense ? work.horizon + 2 : 1
        buckets = .allocate(capacity: bucketCount)
        buckets.initialize(repeating: 0, count: bucketCount)
        spare = .allocate(capacity: count)
        spare.initialize(repeating: 0, count: count)
    }

    deinit {
        finishes.deallocate()
        keys.deallocate()
        buckets.deallocate()
        spare.deallocate()
    }

    /// One pass of serial generation in the order of `list`, forwards or, with everything turned around, backwards.
    ///
    /// - Returns: the makespan in units of time.
    @inline(__always)
    func pass(_ list: UnsafeMutablePointer<Int32>, backwards: Bool) -> Int {
        let (offsets, steps) =
            backwards
            ? (work.followers.offsets, work.followers.steps) : (work.needs.offsets, work.needs.steps)
        let durations = work.durations
        let releases = work.releases
        let respectsReleases = work.hasReleases && !backwards
        profile.reset()
        passes += 1
        var length = 0
        for position in 0..<work.count {
            let step = Int(list[position])
            var from = respectsReleases ? releases[step] : 0
            var index = Int(offsets[step])
            let end = Int(offsets[step &+ 1])
            while index < end {
                from = max(from, finishes[Int(steps[index])])
                index &+= 1
            }
            let duration = durations[step]
            let finish = profile.place(step, from: from, duration: duration) &+ duration
            finishes[step] = finish
            length = max(length, finish)
        }
        return length
    }

    /// Sorts the list for the pass in the other direction: what finished last comes first.
    func turn(_ list: UnsafeMutablePointer<Int32>, length: Int) {
        let count = work.count
        for position in 0..<count { spare[position] = list[count &- 1 &- position] }
        sort(from: spare, to: list, limit: length) { length &- self.finishes[$0] }
    }

    /// Sorts the list by the starts of the last pass forwards, which makes it the one list that stands for that schedule.
    func settle(_ list: UnsafeMutablePointer<Int32>, length: Int) {
        let durations = work.durations
        spare.update(from: list, count: work.count)
        sort(from: spare, to: list, limit: length) { self.finishes[$0] &- durations[$0] }
    }

    /// A stable sort by keys from 0 to `limit`.
    @inline(__always)
    private func sort(
        from source: UnsafeMutablePointer<Int32>, to target: UnsafeMutablePointer<Int32>, limit: Int,
        key: (Int) -> Int
    ) {
        let count = work.count
        guard limit &+ 1 < bucketCount else {
            for position in 0..<count {
                keys[position] = UInt64(key(Int(source[position]))) << 24 | UInt64(position)
            }
            var sorted = UnsafeMutableBufferPointer(start: keys, count: count)
            sorted.sort()
            for position in 0..<count { target[position] = source[Int(keys[position] & 0xFF_FFFF)] }
            return
        }
        buckets.update(repeating: 0, count: limit &+ 2)
        for position in 0..<count { buckets[key(Int(source[position])) &+ 1] &+= 1 }
        for bucket in 0..<limit { buckets[bucket &+ 1] &+= buckets[bucket] }
        for position in 0..<count {
            let step = source[position]
            let bucket = key(Int(step))
            target[Int(buckets[bucket])] = step
            buckets[bucket] &+= 1
        }
    }
}
