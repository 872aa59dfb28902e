internal import Estate
internal import PointChoice

/// A simulated history of restore points whose truth is known.
struct PointHistory {
    /// For each point, oldest first, whether its data is damaged.
    let isDamaged: [Bool]
    /// What an imperfect detector says of each.
    let isAccused: [Bool]

    /// The course of events; damage stays until it is cleaned up.
    enum Course: String, CaseIterable {
        case attack
        case attackCleanUpAttack = "attack, clean-up, attack"
        case earlyBurst = "early burst, then the attack"
    }

    static let length = 60

    init(_ course: Course, rates: DetectorRates, random: inout EstateNumbers) {
        var damaged = [Bool](repeating: false, count: Self.length)
        func damage(_ points: Range<Int>) { for point in points { damaged[point] = true } }
        switch course {
        case .attack: damage(.random(in: 10..<Self.length, using: &random)..<Self.length)
        case .attackCleanUpAttack:
            let first = Int.random(in: 5..<25, using: &random)
            damage(first..<first + .random(in: 3..<12, using: &random))
            damage(.random(in: 40..<Self.length, using: &random)..<Self.length)
        case .earlyBurst:
            let burst = Int.random(in: 3..<20, using: &random)
            damage(burst..<burst + .random(in: 1..<3, using: &random))
            damage(.random(in: 30..<Self.length, using: &random)..<Self.length)
        }
        isDamaged = damaged
        isAccused = damaged.map { isBad in
            Double.random(in: 0..<1, using: &random) < (isBad ? 1 - rates.missed : rates.falselyAccused)
        }
    }

    var records: [PointRecord] {
        isAccused.enumerated().map { index, accused in
            PointRecord(
                id: "\(index)", takenAt: Instant(seconds: Int64(index) * 86_400),
                contents: accused ? .condemned(1) : .clean)
        }
    }

    var newestGood: Int? { isDamaged.lastIndex(of: false) }
}

/// A way to choose a point from what the detector says.
struct PointMethod {
    let name: String
    let choose: (PointHistory) -> Int?

    static func all(_ rates: DetectorRates) -> [PointMethod] {
        [
            PointMethod(name: "newest that looks clean") { $0.isAccused.lastIndex(of: false) },
            PointMethod(name: "bisection", choose: bisection),
            PointMethod(name: "newest of 3 clean in a row", choose: threeInARow),
            PointMethod(name: "before the first evidence") {
                ($0.isAccused.firstIndex(of: true) ?? $0.isAccused.count) - 1
            },
            groundup(rates, accepting: 0.01),
            groundup(rates, accepting: 0.05),
        ]
    }

    private static func groundup(_ rates: DetectorRates, accepting limit: Double) -> PointMethod {
        PointMethod(name: "groundup, accepting \(Int(limit * 100)) %") { history in
            var wishes = PointChoice.Wishes()
            wishes.rates = rates
            wishes.acceptedDamage = limit
            let choice = PointChoice(history.records, now: Instant(seconds: 0), wishes: wishes)
            return choice.newestGood().chosen.flatMap { Int($0.point.id) }
        }
    }

    private static func bisection(_ history: PointHistory) -> Int? {
        var clean = 0
        var accused = history.isAccused.count - 1
        if !history.isAccused[accused] { return accused }
        while accused - clean > 1 {
            let middle = (clean + accused) / 2
            if history.isAccused[middle] { accused = middle } else { clean = middle }
        }
        return clean
    }

    private static func threeInARow(_ history: PointHistory) -> Int? {
        history.isAccused.indices.dropFirst(2).last { index in
            !history.isAccused[index] && !history.isAccused[index - 1] && !history.isAccused[index - 2]
        }
    }
}
