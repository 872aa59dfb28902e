/// Steps sorted into kinds: those of one kind hold the same units of the same capacities.
struct UseKinds: Sendable {
    let kindOfStep: [Int]
    /// By kind: what a step of it holds, in order of capacities, without empty uses.
    let uses: [[ResourceUse]]

    init(_ usesOfSteps: [[ResourceUse]]) {
        var numbers: [[ResourceUse]: Int] = [:]
        var kinds: [[ResourceUse]] = []
        kindOfStep = usesOfSteps.map { given in
            let uses = given.filter { $0.units > 0 }.sorted { $0.resource < $1.resource }
            if let number = numbers[uses] { return number }
            numbers[uses] = kinds.count
            kinds.append(uses)
            return kinds.count - 1
        }
        uses = kinds
    }

    var count: Int { uses.count }
}
