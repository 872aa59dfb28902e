/// What counting bytes says about one file.
package struct ContentStatistics: Hashable, Sendable {
    package let size: Int
    package let whole: ChiSquare
    /// The first 4 KiB: what malware encrypts first, and often only.
    package let head: ChiSquare
    /// All but the first 512 bytes and the zeros at the end.
    package let body: ChiSquare
    /// Without the zeros at the end, which otherwise hide random bytes before them.
    package let withoutPadding: ChiSquare
    package let trailingZeros: Int
    /// Even and odd runs of 16 bytes.
    package let even: ChiSquare
    package let odd: ChiSquare
    /// In thousandths of a bit for each byte.
    package let entropyThousandths: Int
    /// Bytes that text does not hold, of a thousand.
    package let controlsPerThousand: Int
    /// The same in the block where there are most of them.
    package let controlsPerThousandOfWorstBlock: Int
    /// How many different ones of them there are; random bytes hold all 22, odd texts one or two.
    package let distinctControls: Int
    package let blocks: BlockMap

    /// Whether control characters of many kinds occur, as in random bytes; texts that hold any repeat a few.
    var isNoisy: Bool { distinctControls >= min(8, size * controlsPerThousand / 2_000) }

    /// Whether one lane is random and the other far from it: encryption of every other 16 bytes.
    package var isAlternating: Bool {
        guard size >= 512, even.isRandom != odd.isRandom else { return false }
        return max(even.value, odd.value) > 4 * ChiSquare.bounds.upperBound
    }
}

/// Which blocks of a file are random, by their number.
package struct BlockMap: Hashable, Sendable {
    package let blockSize: Int
    package private(set) var count = 0
    package private(set) var randomCount = 0
    private var words: [UInt64] = []

    package init(blockSize: Int) { self.blockSize = blockSize }

    package mutating func append(isRandom: Bool) {
        if count.isMultiple(of: 64) { words.append(0) }
        if isRandom {
            words[count / 64] |= 1 << UInt64(count % 64)
            randomCount += 1
        }
        count += 1
    }

    /// How many blocks are random here and were not in `older`, of those that both have.
    package func turnedRandom(since older: BlockMap) -> (turned: Int, compared: Int) {
        guard blockSize == older.blockSize else { return (0, 0) }
        let turned = zip(words, older.words).enumerated().reduce(0) { sum, pair in
            let (index, (now, before)) = pair
            let both = min(count, older.count) - index * 64
            let mask: UInt64 = both >= 64 ? .max : (1 << UInt64(max(0, both))) - 1
            return sum + (now & ~before & mask).nonzeroBitCount
        }
        return (turned, min(count, older.count))
    }
}
