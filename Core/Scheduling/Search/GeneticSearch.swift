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
    private(set) var best = Score.worst
    private(set) var bestStarts: [Int] = []
    private(set) var bestRanks: [Int] = []

    init(_ decoding: Decoding, _ work: CompactWork, _ rules: PriorityRules, seed: UInt64, limits: SearchLimits) {
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

    private var isOver: Bool { best <= limits.bound || schedules >= limits.schedules || limits.shouldStop() }

    func run() {
        while !isOver {
            found()
            breed()
            population.removeAll()
        }
    }

    /// Fills the population.
    private func found() {
        while population.count < population.capacity, !isOver {
            let number = population.count
            var keys = rules.keys(number)
            let noise = rules.span * number / (2 * population.capacity)
            if noise > 0 {
                for step in keys.indices { keys[step] += generator.below(noise + 1) }
            }
            sampling.order(by: keys, into: population.trial)
            population.append(decodeTrial(), decoding.fingerprint)
        }
    }

    /// Children, until the search is over or nothing new comes of it.
    private func breed() {
        guard population.count > 1 else { return }
        var failures = 0
        while failures < 20 * population.count + 100, !isOver {
            let one = generator.below(population.count)
            let other = (one + 1 + generator.below(population.count - 1)) % population.count
            crossover.cross(population.list(one), population.list(other), into: population.trial, &generator)
            crossover.mutate(population.trial, chance: 30, &generator)
            let score = decodeTrial()
            let worse = population.scores[one] < population.scores[other] ? other : one
            if score <= population.scores[worse], !population.contains(decoding.fingerprint) {
                failures = score < population.scores[worse] ? 0 : failures + 1
                population.replace(worse, score, decoding.fingerprint)
            } else {
                failures += 1
            }
        }
    }

    private func decodeTrial() -> Score {
        let score = decoding.decode(population.trial)
        if score < best {
            best = score
            bestStarts = decoding.starts
            bestRanks = decoding.ranks
        }
        return score
    }
}
