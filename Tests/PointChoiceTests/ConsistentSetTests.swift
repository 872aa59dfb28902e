import Estate
import Testing

@testable import PointChoice

@Suite struct ConsistentSetTests {
    private func at(_ seconds: Int64...) -> [Instant] { seconds.map { Instant(seconds: $0) } }
    private func span(_ from: Int64, _ to: Int64) -> ClosedRange<Instant> {
        Instant(seconds: from)...Instant(seconds: to)
    }

    @Test func theNewestThatFitsTogether() throws {
        let set = try ConsistentSet.newest(
            [.init(name: "files", points: at(100, 200, 300)), .init(name: "ldap", points: at(90, 210))], skew: 20)
        #expect(set == ConsistentSet(moments: at(200, 210), skewSeconds: 10))
    }

    @Test func aDatabaseWithRecoveryToAnyMomentMeetsTheOthers() throws {
        let set = try ConsistentSet.newest(
            [
                .init(name: "files", points: at(100, 200, 300)),
                .init(name: "db", spans: [span(50, 150), span(180, 260)]),
            ],
            skew: 0)
        #expect(set == ConsistentSet(moments: at(200, 200), skewSeconds: 0))
        let alone = try ConsistentSet.newest([.init(name: "db", spans: [span(50, 150)])], skew: 0)
        #expect(alone.moments == at(150))
    }

    @Test func withoutASetItSaysWhatWouldGiveOne() {
        #expect(throws: ConsistentSet.Absence.needsSkew(seconds: 60)) {
            try ConsistentSet.newest(
                [.init(name: "a", points: at(100, 400)), .init(name: "b", points: at(160, 800))], skew: 30)
        }
        #expect(throws: ConsistentSet.Absence.without(names: ["b"])) {
            try ConsistentSet.newest([.init(name: "a", points: at(100)), .init(name: "b")], skew: 30)
        }
    }

    /// Against every combination of the points of three members.
    @Test func isTheBestOfAllCombinations() throws {
        var state: UInt64 = 7
        func number(below limit: UInt64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 33 % limit)
        }
        for _ in 0..<300 {
            let members = (0..<3).map { index in
                ConsistentSet.Member(
                    name: "\(index)",
                    points: (0..<4).map { _ in Instant(seconds: number(below: 60)) })
            }
            let skew = number(below: 20)
            var best: Instant?
            for a in members[0].points {
                for b in members[1].points {
                    for c in members[2].points {
                        let oldest = min(a, b, c)
                        if max(a, b, c).seconds(since: oldest) <= skew { best = max(best ?? oldest, oldest) }
                    }
                }
            }
            let found = try? ConsistentSet.newest(members, skew: skew)
            #expect(found?.moments.min() == best, "\(members), skew \(skew)")
            if let found {
                #expect(found.skewSeconds <= skew)
                for (moment, member) in zip(found.moments, members) { #expect(member.points.contains(moment)) }
            }
        }
    }
}
