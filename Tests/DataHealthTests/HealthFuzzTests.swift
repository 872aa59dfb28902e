import Foundation
import Testing

@testable import DataHealth

/// Damaged files of every kind: whatever comes, an examination ends with a verdict and within its limits.
///
/// `GROUNDUP_FUZZ_SECONDS` makes it go on for so long; `GROUNDUP_FUZZ_SEED` repeats a run.
@Suite("Fuzz: content of files") struct HealthFuzzTests {
    private let samples = Samples()

    @Test func damagedContentNeverBreaksAValidator() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["GROUNDUP_FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
        print("fuzz: seed \(seed)")
        var chance = SplitMix(state: seed)
        let end = environment["GROUNDUP_FUZZ_SECONDS"].flatMap(Double.init).map { Date().addingTimeInterval($0) }
        let originals = try await originals()
        var examined = 0
        var damagedFound = 0
        repeat {
            for (name, kind, original) in originals {
                let damaged = damage(original, &chance)
                let content = Content(MemorySource(damaged))
                let budget = content.inflationBudget
                // As the kind it was made as, whatever the damage did to its first bytes.
                if Structures.report(on: content, as: kind, name: name)?.state == .damaged { damagedFound += 1 }
                #expect(
                    content.inflationBudget > -Content.windowSize && content.inflationBudget <= budget, "seed \(seed)")
                let judged = ContentJudge.verdict(on: examine(damaged, name), older: examine(original, name))
                #expect(!judged.reason.isEmpty, "seed \(seed)")
                examined += 1
            }
        } while end.map { Date() < $0 } ?? (examined < 300)
        print("fuzz: \(examined) examined, \(damagedFound) found damaged")
        #expect(examined >= 300 && damagedFound > examined / 4)
    }

    private func originals() async throws -> [(String, FileKind, [UInt8])] {
        let script = """
            seq 1 3000 > t; zip -q a.zip t; gzip -c t > a.gz; xz -kc t > a.xz; tar -cf a.tar t a.gz; cp /bin/true a.elf
            sqlite3 a.sqlite 'create table t(a, b); create index i on t(b); insert into t values (1, 2), (3, 4)'
            gsf createole a.ole t; qemu-img create -q -f qcow2 a.qcow2 1M; qemu-img create -q -f vmdk a.vmdk 1M
            printf '.TL\\nA\\n.PP\\nB\\n' | groff -ms -Tpdf > a.pdf
            /usr/bin/python3 -c "
            from PIL import Image
            image = Image.effect_mandelbrot((60, 40), (-3, -2.5, 2, 2.5), 50)
            for name in ('a.png', 'a.gif', 'a.jpg'): image.save(name)
            "
            """
        _ = try await samples.make("a.zip", script)
        let made: [(String, FileKind)] = [
            ("a.zip", .zip), ("a.gz", .gzip), ("a.xz", .xz), ("a.tar", .tar), ("a.elf", .elf), ("a.sqlite", .sqlite),
            ("a.ole", .ole), ("a.qcow2", .qcow2), ("a.vmdk", .vmdk), ("a.pdf", .pdf), ("a.png", .png), ("a.gif", .gif),
            ("a.jpg", .jpeg), ("t", .text),
        ]
        var all = try made.map { ($0.0, $0.1, try samples.bytes($0.0)) }
        all.append(("base/5/1255", .postgresqlPage, try await samples.fixture("postgresql-15/relation")))
        all.append(("t.ibd", .innodbPage, try await samples.fixture("mariadb-10.11/full-crc32")))
        return all
    }

    private func damage(_ original: [UInt8], _ chance: inout SplitMix) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...12, using: &chance) {
            // Headers are where offsets and sizes are; half of the damage goes there.
            let near = Bool.random(using: &chance) ? min(bytes.count, 600) : bytes.count
            let place = Int.random(in: 0..<near, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            case 2: for index in place..<min(place + 4, bytes.count) { bytes[index] = 0xFF }
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + 64, bytes.count)], at: place)
            default: bytes.removeSubrange(place..<min(place + 3, bytes.count - 1))
            }
        }
        if Int.random(in: 0..<4, using: &chance) == 0 {
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &chance))
        }
        return bytes.isEmpty ? [0] : bytes
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
