/// Counts one file piece by piece; the pieces come in order and, but for the last, hold whole blocks.
package final class StatisticsCounter {
    package static let headSize = 4_096
    /// What malware leaves alone when it leaves a header alone.
    static let headerSize = 512
    /// 16 KiB: fine enough for encryption of every other 64 KB, and large enough that its bookkeeping costs little.
    package static let defaultBlockSize = 16 << 10

    let blockSize: Int
    private let tables = allocateForVectors(ByteCounts.tableEntries)
    private let lanes = allocateForVectors(3 * 256)
    // Even values, then odd ones. Plain memory: arrays in a class would be checked at every one of them.
    private let totals = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * 256)
    private var size = 0
    private var head = ChiSquare(value: 0, count: 0)
    private var trailingZeros = 0
    /// What was counted in the first bytes, which a header may take.
    private var header = [UInt64](repeating: 0, count: 256)
    private var worstControls = 0
    private var blocks: BlockMap

    /// The nearest block size that works: whole heads, and no more than is read at once.
    package static func allowed(_ size: Int) -> Int { max(headSize, min(size, 1 << 20) / headSize * headSize) }

    package init(blockSize: Int = StatisticsCounter.defaultBlockSize) {
        self.blockSize = Self.allowed(blockSize)
        blocks = BlockMap(blockSize: self.blockSize)
        totals.initialize(repeating: 0, count: 2 * 256)
    }

    deinit {
        tables.deallocate()
        lanes.deallocate()
        totals.deallocate()
    }

    package func add(_ piece: UnsafeRawBufferPointer) {
        var place = 0
        while place < piece.count {
            let end = min(place + blockSize, piece.count)
            addBlock(UnsafeRawBufferPointer(rebasing: piece[place..<end]))
            place = end
        }
    }

    private func addBlock(_ block: UnsafeRawBufferPointer) {
        let (evenLane, oddLane, both) = (lanes, lanes + 256, lanes + 512)
        let counter = ByteCounts(tables: tables)
        lanes.update(repeating: 0, count: 2 * 256)
        if size == 0 {
            for byte in block.prefix(Self.headerSize) { header[Int(byte)] += 1 }
            let first = min(block.count, Self.headSize)
            counter.add(UnsafeRawBufferPointer(rebasing: block[..<first]), even: evenLane, odd: oddLane)
            head = sum(evenLane, oddLane, into: both).chiSquare(total: first)
            counter.add(UnsafeRawBufferPointer(rebasing: block[first...]), even: evenLane, odd: oddLane)
        } else {
            counter.add(block, even: evenLane, odd: oddLane)
        }
        let counts = sum(evenLane, oddLane, into: both)
        note(counts, of: block)
        for value in 0..<512 { totals[value] &+= UInt64(evenLane[value]) }
        size += block.count
    }

    private func note(_ counts: UnsafePointer<UInt32>, of block: UnsafeRawBufferPointer) {
        if block.count >= Self.headSize {
            blocks.append(isRandom: counts.chiSquare(total: block.count).isRandom)
        }
        // A short last block alone says little: three odd bytes of ten are no third of a file.
        if block.count >= 1_024 || size == 0 {
            worstControls = max(worstControls, controls { Int(counts[$0]) } * 1_000 / block.count)
        }
        trailingZeros = counts[0] == block.count ? trailingZeros + block.count : zerosAtEnd(of: block)
    }

    private func zerosAtEnd(of block: UnsafeRawBufferPointer) -> Int {
        var place = block.count
        while place > 0, block[place - 1] == 0 { place -= 1 }
        return block.count - place
    }

    private func sum(
        _ first: UnsafePointer<UInt32>, _ second: UnsafePointer<UInt32>, into target: UnsafeMutablePointer<UInt32>
    ) -> UnsafePointer<UInt32> {
        for value in 0..<256 { target[value] = first[value] &+ second[value] }
        return UnsafePointer(target)
    }

    /// What was counted so far.
    package func result() -> ContentStatistics {
        let even = Array(UnsafeBufferPointer(start: totals, count: 256))
        let odd = Array(UnsafeBufferPointer(start: totals + 256, count: 256))
        let counts = zip(even, odd).map { $0 + $1 }
        var trimmed = counts
        trimmed[0] -= UInt64(trailingZeros)
        let body = zip(trimmed, header).map { $0 > $1 ? $0 - $1 : 0 }
        return ContentStatistics(
            size: size, whole: counts.chiSquare, head: head, body: body.chiSquare, withoutPadding: trimmed.chiSquare,
            trailingZeros: trailingZeros, even: even.chiSquare, odd: odd.chiSquare,
            entropyThousandths: counts.entropyThousandths,
            controlsPerThousand: size == 0 ? 0 : controls { Int(counts[$0]) } * 1_000 / size,
            controlsPerThousandOfWorstBlock: worstControls, distinctControls: controlValues.count { counts[$0] > 0 },
            blocks: blocks)
    }
}

/// Zeroed counts that may be read as vectors of eight, which need more than the usual alignment.
private func allocateForVectors(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<UInt32>.stride, alignment: 64)
    let counts = raw.bindMemory(to: UInt32.self, capacity: count)
    counts.initialize(repeating: 0, count: count)
    return counts
}

/// How many of the counted bytes are control characters that text does not hold.
private func controls(_ count: (Int) -> Int) -> Int { controlValues.reduce(0) { $0 + count($1) } }

private let controlValues = (0..<256).filter { UInt8($0).isControlInText }
