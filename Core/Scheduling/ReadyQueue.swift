internal import HeapModule

/// Steps that could start, taken by rank as far as capacities reach: the one policy of runs and of predicted schedules.
///
/// The step with the smallest rank is looked at first; among equal ranks the one with the smaller number. It starts when all
/// its units are free. Otherwise it is parked at the first capacity (by number) that it lacks, and steps behind it do not take units
/// of *that* capacity: a wide step is not overtaken for ever by narrow ones. Everything else goes on, nothing idles on purpose.
///
/// Steps with the same uses stand in one line, since all of them lack what the first one lacks; only the first of each line is
/// ever looked at. A parked line is looked at again when units of its capacity have come back and every line parked there
/// before it has been looked at without being parked there again. Every operation takes O(log steps) for each line looked at.
package struct ReadyQueue: Sendable {
    private let ranks: [Int]
    private let kinds: UseKinds
    private var free: [Int]
    /// By kind: the steps that wait, the first one on top.
    private var lines: [Heap<Ticket>]
    /// By kind: where its line waits.
    private var places: [Place]
    private var open = Heap<Ticket>()
    private var parked: [Heap<Ticket>]
    /// By capacity: its units have come back, and the first line parked there stands in `open`.
    private var isAwake: [Bool]

    /// - Parameters:
    ///   - ranks: for each step; smaller goes first.
    ///   - uses: for each step what it holds while it runs; a capacity occurs at most once.
    ///   - capacities: units of each.
    package init(ranks: [Int], uses: [[ResourceUse]], capacities: [Int]) {
        self.init(ranks: ranks, kinds: UseKinds(uses), capacities: capacities)
    }

    init(ranks: [Int], kinds: UseKinds, capacities: [Int]) {
        self.ranks = ranks
        self.kinds = kinds
        free = capacities
        lines = Array(repeating: Heap(), count: kinds.count)
        places = Array(repeating: .open, count: kinds.count)
        parked = Array(repeating: Heap(), count: capacities.count)
        isAwake = Array(repeating: false, count: capacities.count)
    }

    /// Offers a step whose needs are finished.
    package mutating func insert(_ step: Int) {
        let kind = kinds.kindOfStep[step]
        let ticket = Ticket(rank: ranks[step], step: Int32(truncatingIfNeeded: step))
        let isFirst = lines[kind].min.map { ticket < $0 } ?? true
        lines[kind].insert(ticket)
        guard isFirst else { return }
        let place = places[kind]
        places[kind] = .open
        open.insert(ticket)
        // The line has left its parking place; those behind it there may find that nothing holds them up any more.
        if case .parked(let capacity) = place { wake(capacity) }
    }

    /// Takes the units of a step that runs already.
    package mutating func occupy(_ step: Int) {
        for use in uses(of: step) { free[use.resource] -= use.units }
    }

    /// Gives back the units of a step that runs no longer.
    package mutating func release(_ step: Int) {
        for use in uses(of: step) {
            free[use.resource] += use.units
            wake(use.resource)
        }
    }

    /// The step to start next, with its units taken; `nil` when none fits.
    package mutating func popFirst() -> Int? {
        while let ticket = open.popMin() {
            let step = Int(ticket.step)
            let kind = kinds.kindOfStep[step]
            guard isCurrent(ticket, kind, .open) else {
                goOn(ticket.origin)
                continue
            }
            if let origin = ticket.origin, !isAwake[origin] || free[origin] <= 0 {
                isAwake[origin] = false
                park(ticket, kind, origin)
                continue
            }
            if let lacking = lacking(ticket, step) {
                isAwake[lacking] = false
                park(ticket, kind, lacking)
                if ticket.origin != lacking { goOn(ticket.origin) }
                continue
            }
            start(step, kind)
            goOn(ticket.origin)
            return step
        }
        return nil
    }

    private func uses(of step: Int) -> [ResourceUse] { kinds.uses[kinds.kindOfStep[step]] }

    private mutating func start(_ step: Int, _ kind: Int) {
        occupy(step)
        _ = lines[kind].popMin()
        if let next = lines[kind].min { open.insert(next) }
    }

    private mutating func park(_ ticket: Ticket, _ kind: Int, _ capacity: Int) {
        parked[capacity].insert(Ticket(rank: ticket.rank, step: ticket.step))
        places[kind] = .parked(capacity)
    }

    /// The first capacity that holds the step up.
    private mutating func lacking(_ ticket: Ticket, _ step: Int) -> Int? {
        for use in uses(of: step) {
            if free[use.resource] < use.units { return use.resource }
            if let waiting = firstParked(use.resource), waiting < ticket { return use.resource }
        }
        return nil
    }

    /// Lets the first line parked at the capacity be looked at, unless one is about to be.
    private mutating func wake(_ capacity: Int) {
        guard !isAwake[capacity], free[capacity] > 0, let first = firstParked(capacity) else { return }
        isAwake[capacity] = true
        _ = parked[capacity].popMin()
        places[kinds.kindOfStep[Int(first.step)]] = .open
        open.insert(Ticket(rank: first.rank, step: first.step, origin: capacity))
    }

    /// The next line parked at the same capacity, after one was looked at that is not parked there any more.
    private mutating func goOn(_ capacity: Int?) {
        guard let capacity, isAwake[capacity] else { return }
        isAwake[capacity] = false
        wake(capacity)
    }

    /// Drops tickets of lines that have moved on.
    private mutating func firstParked(_ capacity: Int) -> Ticket? {
        while let first = parked[capacity].min {
            if isCurrent(first, kinds.kindOfStep[Int(first.step)], .parked(capacity)) { return first }
            _ = parked[capacity].popMin()
        }
        return nil
    }

    private func isCurrent(_ ticket: Ticket, _ kind: Int, _ place: Place) -> Bool {
        places[kind] == place && lines[kind].min?.step == ticket.step
    }
}

/// A step's place in an order; smaller comes first.
private struct Ticket: Comparable, Sendable {
    let rank: Int
    let step: Int32
    private let parkedAt: Int32

    init(rank: Int, step: Int32, origin: Int? = nil) {
        self.rank = rank
        self.step = step
        parkedAt = Int32(truncatingIfNeeded: origin ?? -1)
    }

    /// The capacity at which it was parked before, whose next line may follow it.
    var origin: Int? { parkedAt < 0 ? nil : Int(parkedAt) }

    static func < (left: Ticket, right: Ticket) -> Bool {
        left.rank != right.rank ? left.rank < right.rank : left.step < right.step
    }
}

/// Where a line of steps waits.
private enum Place: Hashable, Sendable {
    /// It is empty, or its first step is to be looked at.
    case open
    case parked(Int)
}
