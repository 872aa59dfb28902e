/// Text made safe for HTML, SVG and other XML.
package enum MarkupText {
    /// `text` for between tags and in quoted attributes; it means nothing but itself there.
    ///
    /// Characters that XML does not allow, or that change what readers see, are shown as signs (Unicode "Control Pictures").
    package static func escaped(_ text: String, keepsLines: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n" where keepsLines, "\t" where keepsLines: result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(visible(scalar))
            }
        }
        return result
    }

    /// Whether `text` has characters that only show as signs.
    package static func hasHidden(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0 != "\n" && $0 != "\t" && visible($0) != $0 }
    }

    private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "?"
        case 0x7f: "\u{2421}"
        case 0x80...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x2069, 0xfeff, 0xfffe, 0xffff: "\u{fffd}"
        default: scalar
        }
    }
}
