import Testing

@testable import DataHealth

@Suite("Chi-square, entropy and blocks") struct StatisticsTests {
    private func statistics(_ bytes: [UInt8], blockSize: Int = 4_096, pieces: Int = .max) -> ContentStatistics {
        let counter = StatisticsCounter(blockSize: blockSize)
        bytes.withUnsafeBytes { all in
            var place = 0
            while place < all.count {
                let end = pieces < all.count - place ? place + pieces : all.count
                counter.add(UnsafeRawBufferPointer(rebasing: all[place..<end]))
                place = end
            }
        }
        return counter.result()
    }

    /// The definition, as a reference for the fast count.
    private func plain(_ bytes: some Sequence<UInt8>) -> Double {
        var counts = [Double](repeating: 0, count: 256)
        var total = 0.0
        for byte in bytes {
            counts[Int(byte)] += 1
            total += 1
        }
        return counts.reduce(0) { $0 + ($1 - total / 256) * ($1 - total / 256) / (total / 256) }
    }

    @Test(arguments: [1, 31, 32, 33, 63, 4_095, 4_096, 4_097, 8_191, 12_289, 100_000])
    func countsAgreeWithTheDefinition(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 ^ $0) }
        let found = statistics(bytes)
        #expect(found.size == count)
        #expect(abs(found.whole.value - plain(bytes)) < 1e-6 * (1 + plain(bytes)))
        #expect(abs(found.head.value - plain(bytes.prefix(4_096))) < 1e-6 * (1 + plain(bytes.prefix(4_096))))
        let even = bytes.enumerated().filter { $0.offset / 16 % 2 == 0 }.map(\.element)
        #expect(abs(found.even.value - plain(even)) < 1e-6 * (1 + plain(even)))
        #expect(found.even.count + found.odd.count == count)
    }

    @Test func piecesMakeNoDifference() {
        let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 5) }
        #expect(statistics(bytes) == statistics(bytes, pieces: 8_192))
    }

    @Test func encryptedBytesAreRandomAndOthersAreNot() async throws {
        for seed in 1...20 {
            let bytes = try await encryptedBytes(65_536, seed: seed)
            // One of 500 is outside by chance; with these seeds none is.
            #expect(statistics(bytes).whole.isRandom, "seed \(seed): \(statistics(bytes).whole.value)")
        }
        #expect(!statistics([UInt8](repeating: 65, count: 9_999)).whole.isRandom)
        #expect(!statistics(Array(repeating: Array(0...255), count: 64).flatMap { $0 }).whole.isRandom, "too even")
        #expect(!statistics(Array(repeating: Array("plain text. ".utf8), count: 900).flatMap { $0 }).whole.isRandom)
    }

    @Test func entropy() {
        #expect(statistics([UInt8](repeating: 9, count: 5_000)).entropyThousandths == 0)
        #expect(statistics(Array(repeating: Array(0...255), count: 16).flatMap { $0 }).entropyThousandths == 8_000)
        #expect(
            statistics(Array(repeating: [1, 2, 3, 4] as [UInt8], count: 64).flatMap { $0 }).entropyThousandths == 2_000)
        // One of four: 0.25 * 2 + 0.75 * log2(4/3) = 0.811278 bits.
        #expect(
            statistics(Array(repeating: [7, 7, 7, 8] as [UInt8], count: 64).flatMap { $0 }).entropyThousandths == 811)
        #expect(statistics([]).entropyThousandths == 0)
    }

    @Test func zerosAtTheEndHideNothing() async throws {
        let bytes = try await encryptedBytes(10_000) + [UInt8](repeating: 0, count: 10_000)
        let found = statistics(bytes)
        #expect(!found.whole.isRandom && found.withoutPadding.isRandom && found.trailingZeros >= 10_000)
    }

    @Test func everyOtherRunShowsInItsLane() async throws {
        let random = try await encryptedBytes(8_192)
        let text = Array(repeating: Array("The quick brown fox. ".utf8), count: 400).flatMap { $0 }.prefix(8_192)
        let mixed = zip(random, text).enumerated().map { $0.offset / 16 % 2 == 0 ? $0.element.0 : $0.element.1 }
        #expect(statistics(mixed).isAlternating && !statistics(mixed).whole.isRandom)
        #expect(!statistics(random).isAlternating && !statistics(Array(text)).isAlternating)
    }

    @Test func blocksThatTurnedRandom() async throws {
        let text = Array(repeating: Array("abcdefgh".utf8), count: 8_192).flatMap { $0 }
        var changed = text
        changed.replaceSubrange(16_384..<24_576, with: try await encryptedBytes(8_192))
        let (old, new) = (statistics(text).blocks, statistics(changed).blocks)
        #expect(old.count == 16 && old.randomCount == 0 && new.randomCount == 2)
        #expect(new.turnedRandom(since: old) == (2, 16))
        #expect(old.turnedRandom(since: new) == (0, 16))
        #expect(new.turnedRandom(since: new).turned == 0)
        // Only what both have is compared.
        #expect(new.turnedRandom(since: statistics(Array(text.prefix(20_480))).blocks) == (1, 5))
        #expect(new.turnedRandom(since: statistics(text, blockSize: 8_192).blocks) == (0, 0))
    }

    @Test func controlCharactersByBlock() {
        var text = [UInt8](repeating: 0x61, count: 12_288)
        #expect(statistics(text).controlsPerThousandOfWorstBlock == 0)
        for place in 4_096..<4_506 { text[place] = 1 }
        #expect(statistics(text).controlsPerThousandOfWorstBlock == 100)
        #expect(statistics(text).controlsPerThousand == 33)
        #expect(statistics(Array("a\tb\r\n\u{1B}[0m\u{C}".utf8)).controlsPerThousand == 0)
    }
}
