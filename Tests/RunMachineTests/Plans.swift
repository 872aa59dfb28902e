import Estate
import RecoveryPlan
import RunMachine

/// A small generator whose numbers follow from its seed alone.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A plan whose step `i` is named by its number, needs the listed ones and takes the listed seconds.
func plan(
    needs: [[Int]], seconds: [Int] = [], attempts: [Int] = [], uses: [[CapacityUse]] = [], capacities: [Capacity] = []
) -> Plan {
    func name(_ number: Int) -> StepID { StepID("step/" + String(100_000 + number)) }
    var plan = Plan(estate: "test", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
    plan.capacities = capacities
    plan.steps = needs.enumerated().map { number, needs in
        Step(
            id: name(number), title: "", asset: AssetID("a"), target: AssetID("a"), place: .controller, body: "b",
            needs: needs.map { Need(step: name($0), why: "test") },
            capacities: uses.isEmpty ? [] : uses[number],
            estimate: Estimate(seconds: seconds.isEmpty ? 1 : seconds[number], basis: "test"), timeout: 60,
            attempts: attempts.isEmpty ? 1 : attempts[number], why: "test")
    }
    return plan
}

/// Every graph of `count` steps whose needs point to lower numbers.
func everyGraph(of count: Int) -> [[[Int]]] {
    let pairs = (0..<count).flatMap { high in (0..<high).map { (high, $0) } }
    return (0..<(1 << pairs.count)).map { mask in
        var needs = [[Int]](repeating: [], count: count)
        for (bit, pair) in pairs.enumerated() where mask & (1 << bit) != 0 { needs[pair.0].append(pair.1) }
        return needs
    }
}

/// A random plan with shared capacities, retries and uneven estimates.
func randomPlan(_ count: Int, _ generator: inout SeededGenerator) -> Plan {
    let needs = (0..<count).map { number in
        Array(
            Set(
                (0..<Int.random(in: 0...3, using: &generator)).compactMap { _ in
                    number == 0 ? nil : Int.random(in: 0..<number, using: &generator)
                }))
    }
    let capacities = [Capacity(name: "narrow", units: 1), Capacity(name: "wide", units: 3)]
    let uses = (0..<count).map { _ in
        capacities.compactMap { capacity in
            Bool.random(using: &generator)
                ? CapacityUse(capacity: capacity.name, units: Int.random(in: 1...capacity.units, using: &generator))
                : nil
        }
    }
    return plan(
        needs: needs, seconds: (0..<count).map { _ in Int.random(in: 1...30, using: &generator) },
        attempts: (0..<count).map { _ in Int.random(in: 1...3, using: &generator) }, uses: uses, capacities: capacities)
}
