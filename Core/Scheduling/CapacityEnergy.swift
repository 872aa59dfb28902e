/// The work on one capacity: how many unit-seconds it has to deliver, no earlier than when, with what left to do afterwards.
///
/// For every set of steps that cannot start before `head` and have `rest` seconds of needs behind them,
/// `head + work / units + rest` bounds the makespan from below (the energy of the interval between the two).
struct CapacityEnergy {
    let resource: Int
    let units: Int
    private(set) var parts: [Part] = []

    struct Part {
        let head: Int
        /// Seconds from the step's finish to the end of everything that waits for it.
        let rest: Int
        let energy: Int128
    }

    static func all(of problem: SchedulingProblem, _ path: CriticalPath) -> [CapacityEnergy] {
        var all = problem.capacities.enumerated().map { CapacityEnergy(resource: $0.offset, units: $0.element) }
        for step in 0..<problem.count where problem.durations[step] > 0 {
            for use in problem.uses[step] where use.units > 0 {
                all[use.resource].parts.append(
                    Part(
                        head: path.heads[step], rest: path.tails[step] - problem.durations[step],
                        energy: Int128(use.units) * Int128(problem.durations[step])))
            }
        }
        return all.filter { !$0.parts.isEmpty }
    }

    /// The best of the bounds looked at: for each head all steps that come no earlier, and for each rest all steps with no less
    /// behind them; both together where there are few steps.
    var bound: Int {
        let byHead = parts.sorted { $0.head > $1.head }
        let byRest = parts.sorted { $0.rest > $1.rest }
        guard parts.count > 300 else { return Set(parts.map(\.rest)).reduce(0) { max($0, bound(byHead, rest: $1)) } }
        let leastHead = byHead.last?.head ?? 0
        var best = bound(byHead, rest: byRest.last?.rest ?? 0)
        var energy: Int128 = 0
        for part in byRest {
            energy += part.energy
            best = max(best, leastHead + seconds(energy) + part.rest)
        }
        return best
    }

    /// The best bound over all heads, of the steps with at least `rest` seconds behind them.
    private func bound(_ byHead: [Part], rest: Int) -> Int {
        var energy: Int128 = 0
        var best = 0
        for part in byHead where part.rest >= rest {
            energy += part.energy
            best = max(best, part.head + seconds(energy) + rest)
        }
        return best
    }

    private func seconds(_ energy: Int128) -> Int {
        let units = Int128(max(units, 1))
        return Int(clamping: (energy + units - 1) / units)
    }
}
