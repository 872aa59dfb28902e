/// Breeds orders of the steps; keeps the best schedule ever made.
///
/// The population starts with priority rules and ever noisier ones. Two members chosen at random make a child, which takes
/// the place of its worse parent when it is no worse than that and new (crowding: a good schedule spreads slowly, so that
/// variety lasts). When children succeed no more, a new population starts.
final class GeneticSearch<Decoding: ListDecoding> {
    private let decoding: Decoding
    private let work: CompactWork
    private let rules: PriorityRules
    private let sampling: TopologicalSampling
    private let crossover: Crossover
    private let population: Population
    private let limits: SearchLimits
    private var generator: SplitMix
    /// Orders to start from besides the rules, the best first.
    private let founders: [[Int32]]
    private(set) var best = Score.worst
    private(set) var bestStarts: [Int] = []
    private(set) var bestRanks: [Int] = []

    init(
        _ decoding: Decoding, _ work: CompactWork, _ rules: PriorityRules, seed: UInt64, limits: SearchLimits,
        founders: [[Int32]] = []
    ) {
        self.founders = founders
        self.decoding = decoding
        self.work = work
        self.rules = rules
        self.limits = limits
        sampling = TopologicalSampling(work: work)
        crossover = Crossover(work)
        population = Population(capacity: limits.population(of: work.count), steps: work.count)
        generator = SplitMix(seed: seed)
    }

    var schedules: Int { decoding.schedules }

    /// The orders that the search had arrived at, the best first.
    var arrived: [[Int32]] {
        let members = (0..<population.count).sorted { population.scores[$0] < population.scores[$1] }
        return members.map { Array(UnsafeBufferPointer(start: population.list($0), count: work.count)) }
    }

    private var isOver: Bool { best <= limits.bound || schedules >= limits.schedules || limits.shouldStop() }

    func run() {
        while true {
            found()
            breed()
            guard !isOver else { return }
            population.removeAll()
        }
    }

    /// Fills the population.
    private func found() {
        while population.count < population.capacity, !isOver {
            found(population.count)
            population.append(decodeTrial(), decoding)
        }
    }

    /// Writes an order to start from: every rule once, then half founders, half rules with ever more noise.
    private func found(_ number: Int) {
        let (turn, isFounder) = (number - rules.all.count).quotientAndRemainder(dividingBy: 2)
        if number >= rules.all.count, isFounder == 0, turn < founders.count {
            for (position, step) in founders[turn].enumerated() { population.trial[position] = step }
            return
        }
        var keys = rules.keys(number)
        let noise = 2 * rules.span * number / population.capacity
        if noise > 0 {
            for step in keys.indices { keys[step] += generator.below(noise + 1) }
        }
        sampling.order(by: keys, into: population.trial)
    }

    /// Children, until the search is over or nothing new comes of it.
    private func breed() {
        guard population.count > 1 else { return }
        var failures = 0
        while failures < 20 * population.count + 100, !isOver {
            let one = generator.below(population.count)
            let other = (one + 1 + generator.below(population.count - 1)) % population.count
            let isOneBetter = population.scores[one] < population.scores[other]
            let (better, worse) = isOneBetter ? (one, other) : (other, one)
            if generator.chance(256) {
                crossover.keepBusyWindow(
                    of: population.list(better), times: population.times(better), in: population.list(worse),
                    into: population.trial, &generator)
            } else {
                crossover.cross(population.list(one), population.list(other), into: population.trial, &generator)
            }
            if generator.chance(512) { crossover.mutate(population.trial, &generator) }
            let score = decodeTrial(hopeless: population.scores[worse])
            if score <= population.scores[worse], !population.contains(decoding.fingerprint) {
                failures = score < population.scores[worse] ? 0 : failures + 1
                population.replace(worse, score, decoding)
            } else {
                failures += 1
            }
        }
    }

    /// - Parameter hopeless: what is clearly worse than this need not be finished.
    private func decodeTrial(hopeless: Score = .worst) -> Score {
        let score = decoding.decode(population.trial, hopeless: hopeless)
        if score < best {
            best = score
            bestStarts = decoding.starts
            bestRanks = decoding.ranks
        }
        return score
    }
}
