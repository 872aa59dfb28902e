import Contracts
import Estate
import Foundation
import Testing

@testable import LiveHost

/// Damaged answers of hosts: whatever comes, parsing ends with a result or with an error that says why.
///
/// `GROUNDUP_FUZZ_SECONDS` makes it go on for so long; `GROUNDUP_FUZZ_SEED` repeats a run.
@Suite struct FuzzTests {
    @Test func damagedFactsNeverBreakTheParser() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["GROUNDUP_FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
        print("fuzz: seed \(seed)")
        var chance = SplitMix(state: seed)
        let end = environment["GROUNDUP_FUZZ_SECONDS"].flatMap(Double.init).map { Date().addingTimeInterval($0) }
        let originals = try LabDiscoveryTests.hosts.map(fixture)
        var parsed = 0
        var refused = 0
        repeat {
            for original in originals {
                let damaged = damage(original, &chance)
                do {
                    let observation = try LiveHostSource.observe(
                        facts: damaged, of: "app1", recipes: LabRecipes.all, at: LabDiscoveryTests.now)
                    parsed += 1
                    for asset in observation.assets {
                        #expect(
                            !asset.id.text.utf8.contains { $0 < 0x20 },
                            "seed \(seed): \(asset.id.text.debugDescription)")
                    }
                } catch {
                    refused += 1
                }
            }
        } while end.map { Date() < $0 } ?? (parsed + refused < 60)
        print("fuzz: \(parsed) parsed, \(refused) refused")
        #expect(parsed + refused >= 60)
    }

    /// A few bytes changed, lines swapped or cut, a piece repeated.
    private func damage(_ original: [UInt8], _ chance: inout SplitMix) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...20, using: &chance) {
            let place = Int.random(in: 0..<bytes.count, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes.insert(contentsOf: [0x0A, 0x3D, 0x3D, 0x3D, 0x20], at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + 200, bytes.count)], at: place)
            default:
                bytes.replaceSubrange(place..<min(place + 40, bytes.count), with: [UInt8](repeating: 0x39, count: 40))
            }
        }
        if Int.random(in: 0..<4, using: &chance) == 0 {
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &chance))
        }
        return bytes
    }
}

/// The generator of Steele, Lea and Flood, so that a seed repeats a run anywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
