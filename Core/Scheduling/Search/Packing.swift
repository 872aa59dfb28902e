/// Units of several capacities side by side in 64-bit words, so that one subtraction asks for all of them.
///
/// Every capacity has a field as wide as its units need, and above it a guard bit that is always set in what is free. When
/// what a step needs is subtracted, a guard bit is cleared exactly where too little is free, and no field borrows from another.
/// Capacities that can never run short, because all steps together do not hold more, have no field.
struct Packing {
    /// Words for each set of units.
    let words: Int
    /// Everything free, with guard bits.
    let full: [UInt64]
    /// The guard bits alone.
    let guards: [UInt64]
    /// For each step its needs, word after word.
    let needs: [UInt64]

    init(_ problem: SchedulingProblem) {
        let fields = Self.fields(problem)
        let words = (fields.compactMap { $0 }.map(\.word).max() ?? 0) + 1
        var full = [UInt64](repeating: 0, count: words)
        var guards = full
        for (resource, field) in fields.enumerated() {
            guard let field else { continue }
            full[field.word] |= UInt64(problem.capacities[resource]) << field.shift
            guards[field.word] |= 1 << (field.shift + field.width)
        }
        var needs = [UInt64](repeating: 0, count: words * problem.count)
        for step in 0..<problem.count where problem.durations[step] > 0 {
            for use in problem.uses[step] {
                guard let field = fields[use.resource] else { continue }
                needs[step * words + field.word] |= UInt64(use.units) << field.shift
            }
        }
        self.words = words
        self.full = zip(full, guards).map { $0 | $1 }
        self.guards = guards
        self.needs = needs
    }

    private struct Field {
        let word: Int
        let shift: UInt64
        /// Bits without the guard.
        let width: UInt64
    }

    private static func fields(_ problem: SchedulingProblem) -> [Field?] {
        var demand = [Int](repeating: 0, count: problem.capacities.count)
        for uses in problem.uses {
            for use in uses {
                demand[use.resource] = Swift.min(SchedulingProblem.limit * 2, demand[use.resource] + use.units)
            }
        }
        var word = 0
        var shift: UInt64 = 0
        return problem.capacities.indices.map { resource in
            guard demand[resource] > problem.capacities[resource] else { return nil }
            let width = UInt64(Int.bitWidth - problem.capacities[resource].leadingZeroBitCount)
            if shift + width + 1 > 64 { (word, shift) = (word + 1, 0) }
            defer { shift += width + 1 }
            return Field(word: word, shift: shift, width: width)
        }
    }
}
