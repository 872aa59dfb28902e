/// The ways in which a secret may stand in text: as it is, by line, and in the encodings that programs print.
enum SecretForms {
    /// Shorter ones are left: they would blot out everything and are no secrets.
    private static let shortest = 4

    static func all(of value: [UInt8]) -> Set<[UInt8]> {
        let newline = UInt8(ascii: "\n")
        let trimmed = Array(value.drop { $0 == newline }.reversed().drop { $0 == newline }.reversed())
        var forms: Set<[UInt8]> = [trimmed]
        // A secret of several lines is known by each of them, too.
        forms.formUnion(value.split(separator: newline).map(Array.init))
        forms = forms.filter { $0.count >= shortest }
        for plain in forms { forms.formUnion(encoded(plain)) }
        return forms.filter { $0.count >= shortest }
    }

    private static func encoded(_ value: [UInt8]) -> [[UInt8]] {
        base64(value) + [hexadecimal(value, "0123456789abcdef"), hexadecimal(value, "0123456789ABCDEF")]
            + [percent(value, "0123456789ABCDEF"), percent(value, "0123456789abcdef"), json(value), json(json(value))]
            + [shell(value)]
    }

    /// At each of the three places where it may begin within a longer text that is encoded as a whole, such as
    /// `user:password`; signs that depend on neighbours are left out.
    private static func base64(_ value: [UInt8]) -> [[UInt8]] {
        let usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        let forAddresses = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return [usual, forAddresses].flatMap { alphabet in
            (0..<3).map { base64(value, after: $0, Array(alphabet.utf8)) }.filter { $0.count >= 6 }
        }
    }

    private static func base64(_ value: [UInt8], after offset: Int, _ alphabet: [UInt8]) -> [UInt8] {
        let bits = value.count * 8
        // The first sign that holds only bits of the value, counted in bits of the value.
        let start = [0, 4, 2][offset]
        return stride(from: start, to: bits - 5, by: 6).map { bit in
            let high = UInt16(value[bit / 8]) << 8
            let low = bit / 8 + 1 < value.count ? UInt16(value[bit / 8 + 1]) : 0
            return alphabet[Int(((high | low) >> UInt16(10 - bit % 8)) & 63)]
        }
    }

    private static func hexadecimal(_ value: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// As in a web address: all but letters, digits and `-._~`.
    private static func percent(_ value: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return value.flatMap { byte -> [UInt8] in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func json(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
            case 0x09: Array(#"\t"#.utf8)
            case 0x0D: Array(#"\r"#.utf8)
            default: [byte]
            }
        }
    }

    /// Within single quotes of a shell.
    private static func shell(_ value: [UInt8]) -> [UInt8] {
        value.flatMap { $0 == UInt8(ascii: "'") ? Array(#"'\''"#.utf8) : [$0] }
    }
}
