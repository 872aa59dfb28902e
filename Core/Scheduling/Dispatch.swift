internal import HeapModule

/// A step that can start, smaller when more waits for it.
private struct Candidate: Comparable {
    let tail: Int
    let step: Int

    static func < (left: Candidate, right: Candidate) -> Bool {
        left.tail != right.tail ? left.tail > right.tail : left.step < right.step
    }
}

/// The next moment at which a running step finishes.
private struct Finish: Comparable {
    let second: Int
    let step: Int

    static func < (left: Finish, right: Finish) -> Bool { (left.second, left.step) < (right.second, right.step) }
}

/// Plays the work through: event by event, without looking at any step twice.
///
/// Candidates that hold the same resources wait in the same queue, so that a full resource costs one look at each
/// queue's head instead of one at every waiting step.
struct Dispatch {
    private(set) var starts: [Int]
    private(set) var order: [Int] = []
    private let problem: SchedulingProblem
    private let precedence: Precedence
    private let tails: [Int]
    private let queueOfStep: [Int]
    private let usesOfQueue: [[ResourceUse]]
    private var queues: [Heap<Candidate>]
    private var running = Heap<Finish>()
    private var free: [Int]
    private var open: [Int]

    init(_ problem: SchedulingProblem, _ precedence: Precedence, tails: [Int]) {
        self.problem = problem
        self.precedence = precedence
        self.tails = tails
        starts = [Int](repeating: 0, count: problem.count)
        free = problem.capacities
        open = problem.needs.map(\.count)
        var numbers: [[ResourceUse]: Int] = [:]
        var usesOfQueue: [[ResourceUse]] = []
        queueOfStep = problem.uses.map { uses in
            let sorted = uses.sorted { $0.resource < $1.resource }
            if let number = numbers[sorted] { return number }
            numbers[sorted] = usesOfQueue.count
            usesOfQueue.append(sorted)
            return usesOfQueue.count - 1
        }
        self.usesOfQueue = usesOfQueue
        queues = Array(repeating: Heap(), count: usesOfQueue.count)
    }

    mutating func run() {
        for step in 0..<problem.count where open[step] == 0 { offer(step) }
        var now = 0
        startWhatFits(at: now)
        while let next = running.popMin() {
            now = next.second
            finish(next.step)
            while let also = running.min, also.second == now {
                _ = running.popMin()
                finish(also.step)
            }
            startWhatFits(at: now)
        }
    }

    private mutating func offer(_ step: Int) {
        queues[queueOfStep[step]].insert(Candidate(tail: tails[step], step: step))
    }

    private mutating func finish(_ step: Int) {
        for use in problem.uses[step] { free[use.resource] += use.units }
        for follower in precedence.followers(of: step) {
            open[follower] -= 1
            if open[follower] == 0 { offer(follower) }
        }
    }

    private mutating func startWhatFits(at now: Int) {
        while let queue = bestQueue(), let candidate = queues[queue].popMin() {
            for use in usesOfQueue[queue] { free[use.resource] -= use.units }
            starts[candidate.step] = now
            order.append(candidate.step)
            running.insert(Finish(second: now + problem.durations[candidate.step], step: candidate.step))
        }
    }

    /// The queue whose head should start next, among those that fit what is free.
    private func bestQueue() -> Int? {
        var best: (queue: Int, candidate: Candidate)?
        for queue in queues.indices {
            guard let candidate = queues[queue].min,
                usesOfQueue[queue].allSatisfy({ $0.units <= free[$0.resource] })
            else { continue }
            if let known = best, known.candidate < candidate { continue }
            best = (queue, candidate)
        }
        return best?.queue
    }
}
