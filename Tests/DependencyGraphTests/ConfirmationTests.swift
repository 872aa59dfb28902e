import DependencyGraph
import Estate
import Testing

@Suite struct ConfirmationTests {
    private func dependency(confirmed: Int64?, rejected: Int64?) -> Dependency {
        var dependency = Estates.needs("h/a", "h/b")
        for (source, time) in [("confirmed", confirmed), ("rejected", rejected)] {
            guard let time else { continue }
            dependency.evidence += Estates.needs("h/a", "h/b", sources: [source], at: time).evidence
        }
        return dependency
    }

    private func settled(_ dependency: Dependency) -> SettledEstate {
        var estate = Estates.estate([Estates.needs("h/a", "h/b")])
        estate.dependencies = estate.dependencies.map { $0.key == dependency.key ? dependency : $0 }
        return SettledEstate(estate)
    }

    @Test func theLaterWordWins() {
        let confirmed = dependency(confirmed: 20, rejected: 10)
        let rejected = dependency(confirmed: 10, rejected: 20)
        #expect(settled(confirmed).estate.dependencies.contains(confirmed))
        #expect(settled(confirmed).rejected.isEmpty && settled(confirmed).contradictory.isEmpty)
        #expect(settled(rejected).rejected == [rejected])
        #expect(!settled(rejected).estate.dependencies.contains(rejected))
        #expect(DependencyGraph.confidence(of: rejected) == 0)
        #expect(DependencyGraph.confidence(of: confirmed) > 95)
    }

    @Test func wordsOfTheSameTimeKeepTheDependencyAndAreReported() {
        let both = dependency(confirmed: 10, rejected: 10)
        #expect(settled(both).estate.dependencies.contains(both))
        #expect(settled(both).contradictory == [both])
        #expect(settled(both).rejected.isEmpty)
        #expect(settled(both).withDoubts.blindSpots.map(\.subject) == ["h/a calls h/b"])
    }

    @Test func silenceDecidesNothing() {
        let plain = dependency(confirmed: nil, rejected: nil)
        #expect(Confirmation(plain) == nil)
        #expect(settled(plain).estate.dependencies.contains(plain))
        #expect(settled(dependency(confirmed: nil, rejected: 5)).rejected.count == 1)
    }
}
