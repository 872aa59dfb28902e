/// Text made safe for a shell script.
package enum ShellText {
    /// `text` on one line without control characters: for comments and messages.
    package static func oneLine(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
            let isSeparator =
                (0x2028...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            result.unicodeScalars.append(isControl || isSeparator ? "?" : scalar)
        }
        return result
    }

    /// A here-document that `cat` prints as exactly `text` with a line end.
    package static func printed(_ text: String) -> String {
        let body = text.utf8.last == 10 ? text : text + "\n"
        var delimiter = "GU_END"
        let lines = Set(body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        while lines.contains(delimiter) { delimiter += "_" }
        return "cat << '\(delimiter)'\n\(body)\(delimiter)\n"
    }

    /// Whether `name` may stand on the left of an assignment.
    package static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 95
        }
    }

    /// Letters and digits of `text`, every run of anything else one dash: for names of files, targets and tasks.
    package static func plain(_ text: String, limit: Int) -> String {
        var result = ""
        for byte in text.utf8 where result.utf8.count < limit {
            let isPlain = (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
            if isPlain {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else if !result.isEmpty, !result.hasSuffix("-") {
                result += "-"
            }
        }
        return result.hasSuffix("-") ? String(result.dropLast()) : result
    }

    /// `text` as words that mean nothing to shells, YAML, Jinja, make or ninja: anything unusual becomes `?`.
    package static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isPlain =
                        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    return isPlain || " .,:/_()+@=-".unicodeScalars.contains(scalar) ? scalar : "?"
                }))
    }
}
