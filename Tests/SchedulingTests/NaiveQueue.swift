import Scheduling

/// What `ReadyQueue` promises, in the plainest form: no heaps, every waiting step looked through every time.
struct NaiveQueue {
    let ranks: [Int]
    let uses: [[ResourceUse]]
    var free: [Int]
    var waiting: Set<Int> = []
    /// By uses: the capacity at which all steps with these uses are parked.
    var parked: [[ResourceUse]: Int] = [:]
    /// Capacities whose parked steps are to be looked at again.
    var isAwake: Set<Int> = []

    init(ranks: [Int], uses: [[ResourceUse]], capacities: [Int]) {
        self.ranks = ranks
        self.uses = uses.map { $0.filter { $0.units > 0 }.sorted { $0.resource < $1.resource } }
        free = capacities
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool { (ranks[left], left) < (ranks[right], right) }

    /// The first waiting step of each kind, in order of rank.
    private var heads: [Int] {
        var heads: [[ResourceUse]: Int] = [:]
        for step in waiting {
            if let known = heads[uses[step]], isBefore(known, step) { continue }
            heads[uses[step]] = step
        }
        return heads.values.sorted(by: isBefore)
    }

    mutating func insert(_ step: Int) {
        waiting.insert(step)
        guard heads.contains(step), let capacity = parked.removeValue(forKey: uses[step]) else { return }
        isAwake.insert(capacity)
    }

    mutating func release(_ step: Int) {
        for use in uses[step] {
            free[use.resource] += use.units
            isAwake.insert(use.resource)
        }
    }

    mutating func popFirst() -> Int? {
        while let step = heads.first(where: isToBeLookedAt) {
            let held = uses[step].first { use in
                free[use.resource] < use.units
                    || heads.contains { isBefore($0, step) && parked[uses[$0]] == use.resource }
            }
            if let held {
                parked[uses[step]] = held.resource
                isAwake.remove(held.resource)
                continue
            }
            parked[uses[step]] = nil
            for use in uses[step] { free[use.resource] -= use.units }
            waiting.remove(step)
            return step
        }
        return nil
    }

    private func isToBeLookedAt(_ step: Int) -> Bool {
        guard let capacity = parked[uses[step]] else { return true }
        return isAwake.contains(capacity) && free[capacity] > 0
    }
}
