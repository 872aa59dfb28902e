import DependencyGraph
import Estate
import Testing

@Suite struct RecoveryCircleTests {
    @Test func aCircleThroughARecoverDependencyIsADeadlock() throws {
        let estate = Estates.estate([
            Estates.needs("app1/shop", "vault1/repository", .protectedBy, .recover),
            Estates.needs("vault1/repository", "vault2/secrets", .unlockedBy, .recover),
            Estates.needs("vault2/secrets", "db1/postgresql"),
            Estates.needs("db1/postgresql", "vault1/repository", .protectedBy, .recover),
            Estates.needs("x/a", "x/b"), Estates.needs("x/b", "x/a"),
        ])
        let found = DependencyGraph.recoveryDeadlocks(in: estate)
        #expect(found.count == 1, "a circle without a recover dependency is a circular need only")
        let deadlock = try #require(found.first)
        #expect(deadlock.members.texts == ["db1/postgresql", "vault1/repository", "vault2/secrets"])
        #expect(deadlock.recoverDependencies.count == 2)
        #expect(deadlock.circle.count == 3 && deadlock.circle.first?.phase == .recover)
        #expect(zip(deadlock.circle, deadlock.circle.dropFirst()).allSatisfy { $0.provider == $1.dependent })
        #expect(deadlock.circle.last?.provider == deadlock.circle.first?.dependent)
    }

    @Test func theShortestCircleIsShown() throws {
        let estate = Estates.estate([
            Estates.needs("a", "b", .protectedBy, .recover), Estates.needs("b", "c"), Estates.needs("c", "a"),
            Estates.needs("c", "d", .unlockedBy, .recover), Estates.needs("d", "c"),
        ])
        let deadlock = try #require(DependencyGraph.recoveryDeadlocks(in: estate).first)
        #expect(deadlock.members.texts == ["a", "b", "c", "d"])
        #expect(deadlock.circle.map(\.dependent.text) == ["c", "d"])
    }

    @Test func softNeedsMakeNoDeadlock() {
        let estate = Estates.estate([
            Estates.needs("a", "b", .protectedBy, .recover), Estates.needs("b", "a", .calls, .run, .soft),
        ])
        #expect(DependencyGraph.recoveryDeadlocks(in: estate).isEmpty)
    }
}
