/// How often each byte value occurs, counted in two lanes: even and odd runs of 16 bytes.
///
/// The lanes cost nothing, because a fast count needs several tables anyway: neighbouring equal bytes would wait for each
/// other in one. They show encryption of every other 16 bytes, which a count of everything hides.
struct ByteCounts {
    static let values = 256
    private static let tablesPerLane = 4
    private let tables: UnsafeMutablePointer<UInt32>

    /// - Parameter tables: room for `tableEntries`, owned by the caller.
    init(tables: UnsafeMutablePointer<UInt32>) { self.tables = tables }

    static let tableEntries = 2 * tablesPerLane * values

    /// Counts `bytes`, which begin at a multiple of 32 of their file, and adds the counts to `even` and `odd`.
    func add(
        _ bytes: UnsafeRawBufferPointer, even: UnsafeMutablePointer<UInt32>, odd: UnsafeMutablePointer<UInt32>
    ) {
        tables.update(repeating: 0, count: Self.tableEntries)
        let whole = bytes.count / 32 * 32
        if let base = bytes.baseAddress { countWhole(base, whole) }
        for index in whole..<bytes.count {
            tables[(index & 16 == 0 ? 0 : Self.tablesPerLane * Self.values) + Int(bytes[index])] &+= 1
        }
        fold(0, into: even)
        fold(Self.tablesPerLane * Self.values, into: odd)
    }

    /// `count` is a multiple of 32 within the buffer at `base`.
    private func countWhole(_ base: UnsafeRawPointer, _ count: Int) {
        var place = base
        let end = base + count
        while place < end {
            count64(place.loadUnaligned(as: UInt64.self), tables)
            count64(place.loadUnaligned(fromByteOffset: 8, as: UInt64.self), tables)
            count64(place.loadUnaligned(fromByteOffset: 16, as: UInt64.self), tables + 1_024)
            count64(place.loadUnaligned(fromByteOffset: 24, as: UInt64.self), tables + 1_024)
            place += 32
        }
    }

    @inline(__always)
    private func count64(_ word: UInt64, _ lane: UnsafeMutablePointer<UInt32>) {
        lane[Int(word & 255)] &+= 1
        lane[256 + Int(word >> 8 & 255)] &+= 1
        lane[512 + Int(word >> 16 & 255)] &+= 1
        lane[768 + Int(word >> 24 & 255)] &+= 1
        lane[Int(word >> 32 & 255)] &+= 1
        lane[256 + Int(word >> 40 & 255)] &+= 1
        lane[512 + Int(word >> 48 & 255)] &+= 1
        lane[768 + Int(word >> 56)] &+= 1
    }

    private func fold(_ first: Int, into lane: UnsafeMutablePointer<UInt32>) {
        let source = UnsafeMutableRawPointer(tables + first).assumingMemoryBound(to: SIMD8<UInt32>.self)
        let target = UnsafeMutableRawPointer(lane).assumingMemoryBound(to: SIMD8<UInt32>.self)
        for index in 0..<32 {
            let sum = source[index] &+ source[32 + index] &+ source[64 + index] &+ source[96 + index]
            target[index] &+= sum
        }
    }
}
