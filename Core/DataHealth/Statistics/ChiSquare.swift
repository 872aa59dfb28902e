/// Pearson's chi-square of byte counts against the uniform distribution, 255 degrees of freedom.
///
/// Encrypted bytes are uniform, so their value lies between the bounds in 99.8 of 100 cases; text and programs are in the
/// thousands, and even compressed data rarely is as even. Too even is not random either: hence a lower bound.
package struct ChiSquare: Hashable, Sendable {
    /// The 0.1 % and 99.9 % quantiles.
    package static let bounds = 190.9...330.5
    /// Fewer bytes say nothing: pairs of equal values are then too few for the quantiles to hold.
    package static let fewestBytes = 64

    package let value: Double
    /// How many bytes were counted.
    package let count: Int

    package init(value: Double, count: Int) {
        self.value = value
        self.count = count
    }

    /// Whether these bytes look as if drawn at random.
    package var isRandom: Bool { count >= Self.fewestBytes && Self.bounds.contains(value) }

    /// Tenths, for documents without floating point; as large as a 64-bit number allows.
    package var tenths: Int { value < 1e17 ? Int((value * 10).rounded()) : Int.max }
}

extension UnsafePointer<UInt32> {
    /// Chi-square of 256 counts that add up to `total`.
    func chiSquare(total: Int) -> ChiSquare {
        guard total > 0 else { return ChiSquare(value: 0, count: 0) }
        let expected = SIMD8<Double>(repeating: Double(total) / 256)
        var sum = SIMD8<Double>.zero
        let groups = UnsafeRawPointer(self).assumingMemoryBound(to: SIMD8<UInt32>.self)
        for index in 0..<32 {
            let distance = SIMD8<Double>(groups[index]) - expected
            sum += distance * distance
        }
        return ChiSquare(value: sum.sum() * 256 / Double(total), count: total)
    }
}
