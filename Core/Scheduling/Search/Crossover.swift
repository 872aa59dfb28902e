/// Makes a new order out of two others, so that it keeps all needs that both of them keep.
final class Crossover {
    private let work: CompactWork
    private let isTaken: UnsafeMutablePointer<Bool>
    private let positions: UnsafeMutablePointer<Int>
    /// Of all steps before each position.
    private let loads: UnsafeMutablePointer<Double>

    init(_ work: CompactWork) {
        self.work = work
        let count = work.count
        isTaken = .allocate(capacity: max(1, count))
        isTaken.initialize(repeating: false, count: max(1, count))
        positions = .allocate(capacity: max(1, count))
        positions.initialize(repeating: 0, count: max(1, count))
        loads = .allocate(capacity: count + 1)
        loads.initialize(repeating: 0, count: count + 1)
    }

    deinit {
        isTaken.deallocate()
        positions.deallocate()
        loads.deallocate()
    }

    /// The first steps of `one`, then from `other` up to the second cut, then the rest in the order of `one`.
    ///
    /// Between the cuts lie a quarter to three quarters of the steps.
    ///
    /// Source: Hartmann, "A competitive genetic algorithm for resource-constrained project scheduling", Naval Research
    /// Logistics 45, 1998 (two-point crossover).
    func cross(_ one: StepList, _ other: StepList, into child: StepList, _ generator: inout SplitMix) {
        let count = work.count
        let cuts = window(&generator)
        isTaken.update(repeating: false, count: count)
        var filled = 0
        fill(child, &filled, upTo: cuts.lowerBound, from: one)
        fill(child, &filled, upTo: cuts.upperBound, from: other)
        fill(child, &filled, upTo: count, from: one)
    }

    /// A busy window of `kept`, step by step as it is there; before and after it the same steps as there, but ordered as
    /// in `other`.
    ///
    /// A few windows are drawn, and the one taken in which the capacities are used most. Source: Valls, Ballestín,
    /// Quintanilla, "A hybrid genetic algorithm for the RCPSP", EJOR 185, 2008 (peak crossover), simplified.
    ///
    /// - Parameter times: the start of each step of `kept`, in its order.
    func keepBusyWindow(
        of kept: StepList, times: UnsafeMutablePointer<Int>, in other: StepList, into child: StepList,
        _ generator: inout SplitMix
    ) {
        let window = busyWindow(of: kept, times, &generator)
        var before = 0
        var after = window.upperBound
        for index in 0..<work.count {
            let step = other[index]
            let position = positions[Int(step)]
            if position < window.lowerBound {
                child[before] = step
                before &+= 1
            } else if position >= window.upperBound {
                child[after] = step
                after &+= 1
            }
        }
        for position in window { child[position] = kept[position] }
    }

    /// The busiest of a few windows; notes the positions of all steps in `list` on the way.
    private func busyWindow(
        of list: StepList, _ times: UnsafeMutablePointer<Int>, _ generator: inout SplitMix
    ) -> Range<Int> {
        let count = work.count
        for position in 0..<count {
            let step = Int(list[position])
            positions[step] = position
            loads[position &+ 1] = loads[position] + work.loads[step]
        }
        var best = 0..<count
        var busiest = -1.0
        for _ in 0..<4 {
            let window = window(&generator)
            let end = window.upperBound < count ? window.upperBound : count - 1
            let load = loads[window.upperBound] - loads[window.lowerBound]
            let busy = load / Double(max(1, times[end] - times[window.lowerBound]))
            if busy > busiest { (best, busiest) = (window, busy) }
        }
        return best
    }

    /// A quarter to three quarters of all positions, anywhere.
    private func window(_ generator: inout SplitMix) -> Range<Int> {
        let count = work.count
        let width = count / 4 + generator.below(count / 2 + 1)
        let first = generator.below(count - width + 1)
        return first..<(first + width)
    }

    @inline(__always)
    private func fill(_ child: StepList, _ filled: inout Int, upTo end: Int, from parent: StepList) {
        var position = 0
        while filled < end {
            let step = parent[position]
            position &+= 1
            if !isTaken[Int(step)] {
                isTaken[Int(step)] = true
                child[filled] = step
                filled &+= 1
            }
        }
    }

    /// Moves one to three steps, all towards the front or all towards the back, as far as needs and chance let them.
    func mutate(_ list: StepList, _ generator: inout SplitMix) {
        guard work.count > 1 else { return }
        let isForward = generator.chance(512)
        for _ in 0...generator.below(3) {
            let from = generator.below(work.count)
            let farthest = 1 + generator.below(work.count / 4 + 1)
            if isForward {
                pull(list, from, downTo: max(0, from - farthest))
            } else {
                push(list, from, upTo: min(work.count - 1, from + farthest))
            }
        }
    }

    private func pull(_ list: StepList, _ from: Int, downTo least: Int) {
        let step = list[from]
        var position = from
        while position > least, !needs(step, list[position - 1]) {
            list[position] = list[position - 1]
            position -= 1
        }
        list[position] = step
    }

    private func push(_ list: StepList, _ from: Int, upTo most: Int) {
        let step = list[from]
        var position = from
        while position < most, !needs(list[position + 1], step) {
            list[position] = list[position + 1]
            position += 1
        }
        list[position] = step
    }

    private func needs(_ step: Int32, _ other: Int32) -> Bool {
        let needs = work.needs
        for index in needs.offsets[Int(step)]..<needs.offsets[Int(step) + 1] where needs.steps[Int(index)] == other {
            return true
        }
        return false
    }
}
