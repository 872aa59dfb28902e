/// The words of a text as ransom notes are searched: lower case, everything but letters and digits a single space.
struct NoteText {
    /// Notes are short; what is longer is some other document.
    static let sizeLimit = 256 << 10

    private(set) var words: [UInt8]
    /// How many version 3 onion addresses stand in it.
    private(set) var onionAddresses = 0

    init(_ content: Content, kind: FileKind) {
        words = [0x20]
        words.reserveCapacity(content.size + 2)
        let isWide = kind == .utf16
        let isLittleEndian = isWide && (content.has([0xFF, 0xFE], at: 0) || content.byte(at: 1) == 0)
        var run = 0
        content.forEachPiece(count: Self.sizeLimit) { at, piece in
            for index in 0..<piece.count {
                if isWide, ((at + index) % 2 == 0) != isLittleEndian { continue }
                add(piece[index], run: &run)
            }
            return true
        }
        words.append(0x20)
    }

    /// - Parameter run: how many characters of base 32 stand before.
    private mutating func add(_ byte: UInt8, run: inout Int) {
        let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        let isLetter = (0x61...0x7A).contains(lower)
        // The address is 56 characters of base 32, then `.onion`: the run is remembered over the point.
        if isLetter || (0x32...0x37).contains(byte) {
            run = run < 0 ? run : run + 1
        } else {
            if byte == 0x2E, run == 56 { awaitsOnion = words.count + 1 }
            run = 0
        }
        if isLetter || (0x30...0x39).contains(byte) {
            words.append(lower)
            if awaitsOnion > 0, words.count == awaitsOnion + 5 {
                if words[awaitsOnion...].elementsEqual("onion".utf8) { onionAddresses += 1 }
                awaitsOnion = 0
            }
        } else if words.last != 0x20 {
            words.append(0x20)
        }
    }

    /// Where the letters after a point would begin that make an address of the 56 before; zero when none is expected.
    private var awaitsOnion = 0
}
