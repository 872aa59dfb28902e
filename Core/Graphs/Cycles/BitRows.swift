/// Sets of small numbers as rows of words.
extension UnsafeMutablePointer<UInt64> {
    @inline(__always)
    func contains(_ number: Int) -> Bool { self[number >> 6] >> UInt64(number & 63) & 1 == 1 }

    @inline(__always)
    func insert(_ number: Int) { self[number >> 6] |= 1 << UInt64(number & 63) }

    @inline(__always)
    func remove(_ number: Int) { self[number >> 6] &= ~(1 << UInt64(number & 63)) }

    @inline(__always)
    func size(_ words: Int) -> Int {
        var size = 0
        for word in 0..<words { size &+= self[word].nonzeroBitCount }
        return size
    }

    @inline(__always)
    func isEmpty(_ words: Int) -> Bool {
        for word in 0..<words where self[word] != 0 { return false }
        return true
    }

    /// The least number; -1 when there is none.
    @inline(__always)
    func first(_ words: Int) -> Int {
        for word in 0..<words where self[word] != 0 { return word << 6 &+ self[word].trailingZeroBitCount }
        return -1
    }

    /// Calls `body` for every number, ascending; each word is read before its numbers are visited.
    @inline(__always)
    func forEach(_ words: Int, _ body: (Int) -> Void) {
        for word in 0..<words {
            var bits = self[word]
            while bits != 0 {
                body(word << 6 &+ bits.trailingZeroBitCount)
                bits &= bits &- 1
            }
        }
    }

    /// How many numbers are in both.
    @inline(__always)
    func common(_ other: UnsafeMutablePointer<UInt64>, _ words: Int) -> Int {
        var size = 0
        for word in 0..<words { size &+= (self[word] & other[word]).nonzeroBitCount }
        return size
    }

    /// Whether every number, but for `first` and `second`, is in `other`.
    @inline(__always)
    func isSubset(of other: UnsafeMutablePointer<UInt64>, except first: Int, _ second: Int, _ words: Int) -> Bool {
        for word in 0..<words {
            var rest = self[word] & ~other[word]
            if word == first >> 6 { rest &= ~(1 << UInt64(first & 63)) }
            if word == second >> 6 { rest &= ~(1 << UInt64(second & 63)) }
            if rest != 0 { return false }
        }
        return true
    }
}
