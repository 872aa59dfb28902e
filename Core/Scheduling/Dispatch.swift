internal import HeapModule

/// Something that happens to a step at a second: it finishes, or its release comes.
private struct Moment: Comparable {
    let second: Int
    let step: Int

    static func < (left: Moment, right: Moment) -> Bool {
        left.second != right.second ? left.second < right.second : left.step < right.step
    }
}

/// Plays the work through event by event, exactly as a run starts its steps: by `ReadyQueue`, idling never on purpose.
struct Dispatch {
    private(set) var starts: [Int]
    private(set) var order: [Int] = []
    private let work: Workload
    private let durations: [Int]
    private var queue: ReadyQueue
    private var running = Heap<Moment>()
    private var unreleased = Heap<Moment>()
    private var open: [Int]

    /// - Parameter durations: of each step, instead of the problem's own.
    init(_ work: Workload, ranks: [Int], durations: [Int]? = nil) {
        self.work = work
        self.durations = durations ?? work.problem.durations
        starts = [Int](repeating: 0, count: work.problem.count)
        order.reserveCapacity(work.problem.count)
        queue = ReadyQueue(ranks: ranks, kinds: work.kinds, capacities: work.problem.capacities)
        open = work.needCounts
    }

    mutating func run() {
        for step in starts.indices where open[step] == 0 { offer(step, at: 0) }
        var now = 0
        startWhatFits(at: now)
        while let next = nextSecond() {
            now = next
            while let finish = running.min, finish.second == now {
                _ = running.popMin()
                self.finish(finish.step, at: now)
            }
            while let release = unreleased.min, release.second == now {
                _ = unreleased.popMin()
                queue.insert(release.step)
            }
            startWhatFits(at: now)
        }
    }

    private func nextSecond() -> Int? {
        guard let finish = running.min else { return unreleased.min?.second }
        guard let release = unreleased.min else { return finish.second }
        return min(finish.second, release.second)
    }

    private mutating func offer(_ step: Int, at now: Int) {
        let release = work.problem.release(of: step)
        if release > now {
            unreleased.insert(Moment(second: release, step: step))
        } else {
            queue.insert(step)
        }
    }

    private mutating func finish(_ step: Int, at now: Int) {
        queue.release(step)
        for follower in work.precedence.followers(of: step) {
            open[follower] -= 1
            if open[follower] == 0 { offer(follower, at: now) }
        }
    }

    private mutating func startWhatFits(at now: Int) {
        while let step = queue.popFirst() {
            starts[step] = now
            order.append(step)
            running.insert(Moment(second: now + durations[step], step: step))
        }
    }
}
