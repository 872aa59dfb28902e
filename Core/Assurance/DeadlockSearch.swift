internal import Estate

/// Every deadlock of every kind that a loss closes, each told once.
struct DeadlockSearch {
    let input: AssuranceInput
    let map: RepositoryMap
    let loss: Loss

    init(_ input: AssuranceInput, map: RepositoryMap, loss: Loss) {
        self.input = input
        self.map = map
        self.loss = loss
    }

    /// In the order of kinds; within one, by subject.
    var all: [Deadlock] {
        let derived = RecoveryDeadlocks(estate: input.estate, map: map, controller: input.controller, loss: loss)
        let told = derived.all + derived.unreachable + [derived.groundupItself].compactMap { $0 }
        let stores = Set(told.flatMap(\.circle).compactMap { map.repository($0)?.asset })
        return told + circles.filter { stores.isDisjoint(with: $0.assets) }
    }

    /// What only observed or declared dependencies tell; most estates have none of these.
    private var circles: [Deadlock] {
        let observed = Set(input.estate.dependencies.filter { $0.phase == .recover }.map(\.key))
        guard !observed.isEmpty else { return [] }
        let estate = RecoverDependencies.adding(
            to: input.estate, RepositoryNeeds(estate: input.estate, map: map, controller: nil))
        let opened = Set(map.repositories.filter(\.isEscrowed).map(\.asset))
        return RecoveryCircles(estate, observed: observed, opened: opened, loss: loss).all
    }
}
