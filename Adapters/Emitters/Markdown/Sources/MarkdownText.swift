internal import Estate

/// Text made safe for Markdown: what hosts and files are called must not become formatting, links or HTML.
enum MarkdownText {
    /// `text` as plain words on one line.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in oneLine(text).unicodeScalars {
            if "\\`*_{}[]<>()#|~&!".unicodeScalars.contains(scalar) { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// `text` as code on one line; also inside a table.
    static func code(_ text: String) -> String {
        let line = oneLine(text)
        let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        let space = line.hasPrefix("`") || line.hasSuffix("`") || line.isEmpty ? " " : ""
        let escaped = line.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
        return fence + space + escaped + space + fence
    }

    /// `text` as a block of code of `language`.
    static func block(_ text: String, _ language: String) -> String {
        let fence = String(repeating: "`", count: max(longestRun(of: "`", in: text) + 1, 3))
        return "\(fence)\(language)\n\(text)\(text.utf8.last == 10 ? "" : "\n")\(fence)\n"
    }

    /// Such as `2026-11-23 21:30 UTC`.
    static func time(_ instant: Instant) -> String {
        let days = Int((instant.seconds >= 0 ? instant.seconds : instant.seconds - 86_399) / 86_400)
        let minutes = Int(instant.seconds - Int64(days) * 86_400) / 60
        // Days to a civil date, with years that begin in March: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return "\(year)-\(two(month))-\(two(day)) \(two(minutes / 60)):\(two(minutes % 60)) UTC"
    }

    /// Such as `1 h 5 min`, `2 min 3 s`, `8 s`.
    static func duration(_ seconds: Int) -> String {
        if seconds >= 3_600 { return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min" }
        return seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds) s"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

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
