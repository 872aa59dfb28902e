import Contracts
import Estate
import Formats
import Testing

/// Estate documents from other hands: damaged, contradicting themselves, hostile.
@Suite struct EstateDamageTests {
    @Test func `every truncation is refused with a place`() throws {
        let bytes = SampleEstate.bytes
        for count in bytes.indices {
            let error = #expect(throws: GroundupError.self) {
                try EstateDocument.read(Array(bytes[..<count]), name: "cut")
            }
            #expect(error?.code == .hostileInput && error?.message.hasPrefix("cut ") == true)
        }
    }

    @Test func `every flipped byte is refused or gives an estate that survives its own document`() throws {
        let bytes = SampleEstate.bytes
        var refused = 0
        for index in bytes.indices {
            for mask in [UInt8](arrayLiteral: 1, 2, 16, 128) {
                var damaged = bytes
                damaged[index] ^= mask
                do {
                    let estate = try EstateDocument.read(damaged, name: "flip")
                    #expect(try EstateDocument.read(EstateDocument.bytes(estate), name: "again") == estate)
                } catch let error as GroundupError {
                    #expect(error.code == .hostileInput)
                    refused += 1
                }
            }
        }
        #expect(refused > bytes.count)
    }

    @Test func `random damage never crashes`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed)
        let original = SampleEstate.bytes
        var read = 0
        for _ in 0..<1_500 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2: bytes.removeSubrange(place..<min(place + 20, bytes.count))
                default: bytes.insert(contentsOf: original.dropFirst(place / 2).prefix(place - place / 2), at: place)
                }
                if bytes.isEmpty { bytes = original }
            }
            guard let estate = try? EstateDocument.read(bytes, name: "random") else { continue }
            read += 1
            #expect(
                (try? EstateDocument.read(EstateDocument.bytes(estate), name: "again")) == estate, "seed \(seed)")
        }
        #expect(read < 1_500, "seed \(seed)")
    }

    /// What is replaced in the sample's text, by what, and what the refusal has to name.
    static let contradictions: [(old: String, new: String, place: String)] = [
        (#""host":"app1","id":"app1/x""#, #""host":"app2","id":"app1/x""#, "assets[1] 'app1/x' lies on 'app2'"),
        (#""host":"app1","id":"app1/x""#, #""host":"app1/x","id":"app1/x""#, "which is no host"),
        (#""id":"app1","kind":"host""#, #""host":"app1","id":"app1","kind":"host""#, "cannot lie on a host"),
        (#""id":"app1","kind":"host""#, #""id":"-app1","kind":"host""#, "assets"),
        (#""id":"app1/x""#, #""id":"app1""#, "unique and sorted"),
        (#""id":"app1/x""#, #""id":"zzz""#, "assets[2] 'app1:/srv' is not after"),
        (#""provider":"app1:/srv""#, #""provider":"app9""#, "dependencies[1] has an end 'app9'"),
        (#""phase":"run""#, #""phase":"never""#, "dependencies[1].phase"),
        (#""port":1"#, #""port":70000"#, "dependencies[0] has a port"),
        (#""port":80"#, #""port":-1"#, "assets[1] listens on -1"),
        (#""bytes":7"#, #""bytes":-7"#, "assets[2] has -7 bytes"),
        (#""bytes":7"#, #""bytes":9223372036854775807"#, "at most 1 PiB"),
        (#""prefixLength":24"#, #""prefixLength":999"#, "profiles.app1.addresses"),
        (#""profiles":{"app1":"#, #""profiles":{"app9":"#, "profiles.app9 belongs to no host"),
        (#""identifier":1"#, #""identifier":-1"#, "profiles.app1 has an account"),
        (#""firstSeen":1"#, #""firstSeen":9"#, "last seen before"),
        (#""observedAt":3"#, #""observedAt":-9223372036854775808"#, "observedAt holds the moment"),
        (#""version":1"#, #""version":2"#, "version 2; expected 'groundup-estate' version 1"),
        (#""format":"groundup-estate""#, #""format":"groundup-plan""#, "'groundup-plan'"),
        (#"{"assets""#, #"{"name":"x","assets""#, "stands there twice"),
        (#""asset":"app1""#, #""asset":"app7""#, "fingerprints[0] is of 'app7'"),
    ]

    @Test(arguments: contradictions)
    func `a contradiction is refused by name`(old: String, new: String, place: String) throws {
        var damaged = SampleEstate.text
        let range = try #require(damaged.firstRange(of: old))
        damaged.replaceSubrange(range, with: new)
        let error = #expect(throws: GroundupError.self) {
            try EstateDocument.read(Array(damaged.utf8), name: "estate.json")
        }
        #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
        #expect(error?.message.hasPrefix("estate.json") == true)
    }

    @Test func `a dependency without evidence is refused`() throws {
        var estate = SampleEstate.estate
        estate.dependencies[0].evidence = []
        let error = #expect(throws: GroundupError.self) {
            try EstateDocument.read(EstateDocument.bytes(estate), name: "e")
        }
        #expect(error?.message.contains("dependencies[0] has no evidence") == true)
    }

    @Test func `white space and another order of members change nothing`() throws {
        let spaced = SampleEstate.text.replacing(",\"", with: " ,\n\t\"") + "\n"
        #expect(try EstateDocument.read(Array(spaced.utf8), name: "e") == SampleEstate.estate)
    }

    @Test func `sizes and depths are limited`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let error = #expect(throws: GroundupError.self) { try EstateDocument.read(deep, name: "deep") }
        #expect(error?.message.contains("nests deeper than") == true)
        #expect(throws: GroundupError.self) { try JSONValue.parse([0x20, 0x20, 0x31], name: "large", limit: 2) }
    }
}

/// The same numbers for the same seed: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
