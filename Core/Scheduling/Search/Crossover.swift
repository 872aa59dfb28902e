/// Makes a new order out of two others, so that it keeps all needs that both of them keep.
final class Crossover {
    private let work: CompactWork
    private let isTaken: UnsafeMutablePointer<Bool>

    init(_ work: CompactWork) {
        self.work = work
        isTaken = .allocate(capacity: max(1, work.count))
        isTaken.initialize(repeating: false, count: max(1, work.count))
    }

    deinit { isTaken.deallocate() }

    /// The first steps of `one`, then from `other` up to the second cut, then the rest in the order of `one`.
    ///
    /// Source: Hartmann, "A competitive genetic algorithm for resource-constrained project scheduling", Naval Research
    /// Logistics 45, 1998 (two-point crossover).
    func cross(_ one: StepList, _ other: StepList, into child: StepList, _ generator: inout SplitMix) {
        let count = work.count
        let cuts = (generator.below(count + 1), generator.below(count + 1))
        isTaken.update(repeating: false, count: count)
        var filled = 0
        fill(child, &filled, upTo: min(cuts.0, cuts.1), from: one)
        fill(child, &filled, upTo: max(cuts.0, cuts.1), from: other)
        fill(child, &filled, upTo: count, from: one)
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

    /// Exchanges neighbours here and there, where neither needs the other; each with a chance of so many in 1,024.
    func mutate(_ list: StepList, chance: Int, _ generator: inout SplitMix) {
        for position in 0..<max(0, work.count - 1) where generator.chance(chance) {
            let (step, next) = (list[position], list[position + 1])
            guard !needs(next, step) else { continue }
            list[position] = next
            list[position + 1] = step
        }
    }

    private func needs(_ step: Int32, _ other: Int32) -> Bool {
        let needs = work.needs
        for index in needs.offsets[Int(step)]..<needs.offsets[Int(step) + 1] where needs.steps[Int(index)] == other {
            return true
        }
        return false
    }
}
