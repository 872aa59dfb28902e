internal import HeapModule

/// Ready steps, taken longest remaining path first, as far as capacities reach.
///
/// A step that lacks units of a capacity is parked there and looked at again only when units come back, so every
/// insertion, start and release costs O(log steps). Steps parked at the same capacity keep their order: a wide one is
/// not overtaken by narrow ones of lower priority for ever.
struct ReadyQueue: Sendable {
    private struct Entry: Comparable, Sendable {
        let remaining: Int
        let index: StepIndex
        /// The capacity at which it was parked before, whose next entry may follow it.
        var origin: Int?

        static func < (left: Entry, right: Entry) -> Bool {
            left.remaining != right.remaining ? left.remaining > right.remaining : left.index < right.index
        }
    }

    private let graph: RunGraph
    private var free: [Int]
    private var open = Heap<Entry>()
    private var parked: [Heap<Entry>]

    init(_ graph: RunGraph) {
        self.graph = graph
        free = graph.limits
        parked = Array(repeating: Heap(), count: graph.limits.count)
    }

    mutating func insert(_ index: StepIndex) {
        open.insert(Entry(remaining: graph.remainingSeconds[index.position], index: index))
    }

    /// Takes the units of a step that runs already.
    mutating func occupy(_ index: StepIndex) {
        for use in graph.uses[index.position] { free[use.capacity] -= use.units }
    }

    /// Gives back the units of a step that runs no longer.
    mutating func release(_ index: StepIndex) {
        for use in graph.uses[index.position] {
            free[use.capacity] += use.units
            wake(use.capacity)
        }
    }

    /// The step to start next, with its units taken; `nil` when none fits.
    mutating func popFirst() -> StepIndex? {
        while var entry = open.popMin() {
            let origin = entry.origin
            entry.origin = nil
            if let lacking = lacking(entry) {
                parked[lacking].insert(entry)
                if let origin, origin != lacking { wake(origin) }
                continue
            }
            occupy(entry.index)
            if let origin { wake(origin) }
            return entry.index
        }
        return nil
    }

    private func lacking(_ entry: Entry) -> Int? {
        for use in graph.uses[entry.index.position] where use.units > 0 {
            if free[use.capacity] < use.units { return use.capacity }
            if let waiting = parked[use.capacity].min, waiting < entry { return use.capacity }
        }
        return nil
    }

    private mutating func wake(_ capacity: Int) {
        guard free[capacity] > 0, var entry = parked[capacity].popMin() else { return }
        entry.origin = capacity
        open.insert(entry)
    }
}
