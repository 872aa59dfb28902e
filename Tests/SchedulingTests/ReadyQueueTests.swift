import Scheduling
import Testing

@Suite("Ready steps start by one policy")
struct ReadyQueueTests {
    private let one = [ResourceUse(resource: 0, units: 1)]

    /// Plays a random run through both queues at once and expects the same starts.
    private func expectSame(_ random: inout Seeded, steps: Int, ranks: Int) {
        let capacities = [1 + random.below(3), 1 + random.below(5), 2]
        let uses = (0..<steps).map { _ in
            random.shuffled([0, 1, 2]).prefix(random.below(3)).map { resource in
                ResourceUse(resource: resource, units: random.below(capacities[resource] + 1))
            }
        }
        let ranks = (0..<steps).map { _ in random.below(ranks) }
        var queue = ReadyQueue(ranks: ranks, uses: uses, capacities: capacities)
        var naive = NaiveQueue(ranks: ranks, uses: uses, capacities: capacities)
        var unborn = random.shuffled(Array(0..<steps))
        var running: [Int] = []
        var started = 0
        while started < steps || !running.isEmpty {
            for _ in 0..<min(unborn.count, random.below(4)) {
                let step = unborn.removeLast()
                queue.insert(step)
                naive.insert(step)
            }
            for _ in 0..<min(running.count, random.below(3)) {
                let step = running.remove(at: random.below(running.count))
                queue.release(step)
                naive.release(step)
            }
            while true {
                let (step, expected) = (queue.popFirst(), naive.popFirst())
                guard step == expected else {
                    Issue.record("started \(String(describing: step)) instead of \(String(describing: expected))")
                    return
                }
                guard let step else { break }
                running.append(step)
                started += 1
            }
            expectNothingIdles(naive)
        }
        #expect(started == steps)
    }

    /// Whoever waits lacks units, or stands behind somebody with a common capacity.
    private func expectNothingIdles(_ queue: NaiveQueue) {
        for step in queue.waiting {
            let lacks = queue.uses[step].contains { queue.free[$0.resource] < $0.units }
            let isBehind = queue.waiting.contains { other in
                (queue.ranks[other], other) < (queue.ranks[step], step)
                    && queue.uses[other].contains { use in queue.uses[step].contains { $0.resource == use.resource } }
            }
            #expect(lacks || isBehind, "step \(step) waits for nothing")
        }
    }

    @Test("it equals its plainest form", arguments: 0..<60)
    func equalsNaive(seed: Int) {
        var random = Seeded(UInt64(seed))
        for _ in 0..<8 { expectSame(&random, steps: 3 + random.below(20), ranks: 1 + random.below(10)) }
    }

    @Test func smallerRanksGoFirstAndTiesByNumber() {
        var queue = ReadyQueue(ranks: [2, 1, 1, -5], uses: [one, one, one, one], capacities: [3])
        for step in [0, 2, 1, 3] { queue.insert(step) }
        #expect([queue.popFirst(), queue.popFirst(), queue.popFirst(), queue.popFirst()] == [3, 1, 2, nil])
        queue.release(1)
        #expect(queue.popFirst() == 0)
    }

    @Test func aWideStepIsNotOvertakenOnWhatItLacks() {
        let wide = [ResourceUse(resource: 0, units: 2)]
        var queue = ReadyQueue(ranks: [0, 1, 2, 3], uses: [one, wide, one, []], capacities: [2])
        for step in 0..<4 { queue.insert(step) }
        #expect([queue.popFirst(), queue.popFirst(), queue.popFirst()] == [0, 3, nil])
        queue.release(0)
        #expect([queue.popFirst(), queue.popFirst()] == [1, nil])
    }

    @Test func manyStepsThatLackTwoCapacitiesInTurnCostLittle() {
        let both = [ResourceUse(resource: 0, units: 1), ResourceUse(resource: 1, units: 1)]
        let steps = 3_000
        var queue = ReadyQueue(
            ranks: Array(0..<steps), uses: Array(repeating: both, count: steps), capacities: [1, 1])
        for step in 0..<steps { queue.insert(step) }
        var order: [Int] = []
        while let step = queue.popFirst() {
            order.append(step)
            #expect(queue.popFirst() == nil)
            queue.release(step)
        }
        #expect(order == Array(0..<steps))
    }
}
