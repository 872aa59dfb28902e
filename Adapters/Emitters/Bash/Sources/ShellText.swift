/// Text made safe for a shell script.
enum ShellText {
    /// `text` on one line without control characters: for comments and messages.
    static func oneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            let isSeparator =
                scalar.value == 0x2028 || scalar.value == 0x2029 || (0x202a...0x202e).contains(scalar.value)
            result.unicodeScalars.append(isControl || isSeparator ? "?" : scalar)
        }
        return result
    }

    /// A here-document that `cat` prints as exactly `text` with a line end.
    static func printed(_ text: String) -> String {
        let body = text.utf8.last == 10 ? text : text + "\n"
        var delimiter = "GU_END"
        let lines = Set(body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        while lines.contains(delimiter) { delimiter += "_" }
        return "cat << '\(delimiter)'\n\(body)\(delimiter)\n"
    }

    /// Whether `name` may stand on the left of an assignment.
    static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
    }
}
