/// Text made safe for Markdown: what hosts and files are called must not become formatting, links or HTML.
package enum MarkdownText {
    /// `text` as plain words on one line.
    package static func plain(_ text: String) -> String {
        var result = ""
        for scalar in oneLine(text).unicodeScalars {
            if "\\`*_{}[]<>()#|~&!".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// `text` as code on one line; also inside a table.
    package static func code(_ text: String) -> String {
        let line = oneLine(text)
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        let space = line.hasPrefix("`") || line.hasSuffix("`") || line.isEmpty ? " " : ""
        let escaped = line.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        return fence + space + escaped + space + fence
    }

    /// `text` as a block of code of `language`.
    package static func block(_ text: String, _ language: String) -> String {
        let fence = String(repeating: "`", count: max(longestRun(of: "`", in: text) + 1, 3))
        return "\(fence)\(language)\n\(text)\(text.utf8.last == 10 ? "" : "\n")\(fence)\n"
    }

    /// Control characters, and those that turn the direction of writing, become `?`.
    private static func oneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            let isHidden = (0x2028...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            result.unicodeScalars.append(isControl || isHidden ? "?" : scalar)
        }
        return result
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var longest = 0
        var current = 0
        for next in text {
            current = next == character ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
