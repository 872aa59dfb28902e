/// Counts one file piece by piece; the pieces come in order and, but for the last, hold whole blocks.
package final class StatisticsCounter {
    package static let headSize = 4_096
    /// What malware leaves alone when it leaves a header alone.
    static let headerSize = 512
    /// 16 KiB: fine enough for encryption of every other 64 KB, and large enough that its bookkeeping costs little.
    package static let defaultBlockSize = 16 << 10

    let blockSize: Int
    /// Everything that is counted in, in one piece: small files are many.
    private let memory: UnsafeMutableRawPointer
    private let spare: SpareMemory
    private let tables: UnsafeMutablePointer<UInt32>
    private let lanes: UnsafeMutablePointer<UInt32>
    private let even: ByteTotals
    private let odd: ByteTotals
    private var size = 0
    private var head = ChiSquare(value: 0, count: 0)
    private var trailingZeros = 0
    /// What was counted in the first bytes, which a header may take.
    private let header: ByteTotals
    private let sums: UnsafeMutableRawPointer
    private var worstControls = 0
    private var blocks: BlockMap

    /// The nearest block size that works: whole heads, and no more than is read at once.
    package static func allowed(_ size: Int) -> Int { max(headSize, min(size, 1 << 20) / headSize * headSize) }

    private static let laneEntries = 3 * 256
    private static let laneBytes = laneEntries * MemoryLayout<UInt32>.stride
    /// How much memory a count takes.
    package static let memorySize =
        4 * ByteTotals.bytes + laneBytes + ByteCounts.tableEntries * MemoryLayout<UInt32>.stride

    /// - Parameter spare: pieces of `memorySize`, for counts of many files.
    package init(
        blockSize: Int = StatisticsCounter.defaultBlockSize, spare: SpareMemory = SpareMemory(size: memorySize)
    ) {
        self.blockSize = Self.allowed(blockSize)
        self.spare = spare
        blocks = BlockMap(blockSize: self.blockSize)
        memory = spare.take()
        let totals = ByteTotals.bytes
        even = ByteTotals(at: memory)
        odd = ByteTotals(at: memory + totals)
        header = ByteTotals(at: memory + 2 * totals)
        sums = memory + 3 * totals
        lanes = (memory + 4 * totals).bindMemory(to: UInt32.self, capacity: Self.laneEntries)
        tables = (memory + 4 * totals + Self.laneBytes).bindMemory(to: UInt32.self, capacity: ByteCounts.tableEntries)
    }

    deinit { spare.giveBack(memory) }

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
            for byte in block.prefix(Self.headerSize) { header.add(byte) }
            let first = min(block.count, Self.headSize)
            counter.add(UnsafeRawBufferPointer(rebasing: block[..<first]), even: evenLane, odd: oddLane)
            head = sum(evenLane, oddLane, into: both).chiSquare(total: first)
            counter.add(UnsafeRawBufferPointer(rebasing: block[first...]), even: evenLane, odd: oddLane)
        } else {
            counter.add(block, even: evenLane, odd: oddLane)
        }
        let counts = sum(evenLane, oddLane, into: both)
        note(counts, of: block)
        even.add(evenLane)
        odd.add(oddLane)
        size += block.count
    }

    private func note(_ counts: UnsafePointer<UInt32>, of block: UnsafeRawBufferPointer) {
        if block.count >= Self.headSize {
            blocks.append(isRandom: counts.chiSquare(total: block.count).isRandom)
        }
        // A short last block alone says little: three odd bytes of ten are no third of a file.
        if block.count >= 1_024 || size == 0 {
            let controls = controlValues.reduce(0) { $0 + Int(counts[$1]) }
            worstControls = max(worstControls, controls * 1_000 / block.count)
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
        let counts = ByteTotals(at: sums)
        counts.set(even, odd)
        let (whole, entropy) = (counts.chiSquare, counts.entropyThousandths)
        let controls = controlValues.reduce(0) { $0 + Int(counts[$1]) }
        let distinct = controlValues.count { counts[$0] > 0 }
        counts.subtract(trailingZeros, of: 0)
        let withoutPadding = counts.chiSquare
        counts.subtract(header)
        return ContentStatistics(
            size: size, whole: whole, head: head, body: counts.chiSquare, withoutPadding: withoutPadding,
            trailingZeros: trailingZeros, even: even.chiSquare, odd: odd.chiSquare, entropyThousandths: entropy,
            controlsPerThousand: size == 0 ? 0 : controls * 1_000 / size,
            controlsPerThousandOfWorstBlock: worstControls, distinctControls: distinct, blocks: blocks)
    }
}

/// Control characters that text does not hold.
private let controlValues = (0..<256).filter { UInt8($0).isControlInText }
