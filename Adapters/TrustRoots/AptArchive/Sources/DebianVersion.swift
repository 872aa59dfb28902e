/// A package version as Debian orders them: `[epoch:]upstream[-revision]`.
///
/// The order is that of Debian Policy, section 5.6.12: parts of digits compare as numbers, other parts by letters before
/// signs, and `~` sorts before everything, the end included.
struct DebianVersion: Comparable, Hashable {
    let text: String
    private let epoch: [UInt8]
    private let upstream: [UInt8]
    private let revision: [UInt8]

    init(_ text: String) {
        self.text = text
        var rest = Array(text.utf8)[...]
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            epoch = Array(rest[..<colon])
            rest = rest[(colon + 1)...]
        } else {
            epoch = [UInt8(ascii: "0")]
        }
        if let dash = rest.lastIndex(of: UInt8(ascii: "-")) {
            upstream = Array(rest[..<dash])
            revision = Array(rest[(dash + 1)...])
        } else {
            upstream = Array(rest)
            revision = []
        }
    }

    static func < (left: DebianVersion, right: DebianVersion) -> Bool { left.order(right) < 0 }

    static func == (left: DebianVersion, right: DebianVersion) -> Bool { left.order(right) == 0 }

    private func order(_ other: DebianVersion) -> Int {
        for (mine, theirs) in [(epoch, other.epoch), (upstream, other.upstream), (revision, other.revision)] {
            let order = Self.order(mine, theirs)
            if order != 0 { return order }
        }
        return 0
    }

    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            while (i < left.count && !isDigit(left[i])) || (j < right.count && !isDigit(right[j])) {
                let order = weight(left, i) - weight(right, j)
                if order != 0 { return order }
                i += 1
                j += 1
            }
            let (mine, theirs) = (number(left, &i), number(right, &j))
            if mine.count != theirs.count { return mine.count - theirs.count }
            if mine != theirs { return mine.lexicographicallyPrecedes(theirs) ? -1 : 1 }
        }
        return 0
    }

    /// The digits from `position` on without leading zeros; they compare by length, then as text, so none is too large.
    private static func number(_ bytes: [UInt8], _ position: inout Int) -> ArraySlice<UInt8> {
        while position < bytes.count, bytes[position] == UInt8(ascii: "0") { position += 1 }
        let start = min(position, bytes.count)
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
        return bytes[start..<max(start, min(position, bytes.count))]
    }

    private static func weight(_ bytes: [UInt8], _ position: Int) -> Int {
        guard position < bytes.count, !isDigit(bytes[position]) else { return 0 }
        let byte = bytes[position]
        if byte == UInt8(ascii: "~") { return -1 }
        let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
        return isLetter ? Int(byte) : Int(byte) + 256
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
