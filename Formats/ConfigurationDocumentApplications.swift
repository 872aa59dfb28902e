import Contracts
import Estate

extension ConfigurationDocument {
    static func applications(_ configuration: Configuration) -> String {
        guard !configuration.applications.isEmpty else {
            return """
                # What people use, with what may be lost (rpo) and how long it may be away (rto).
                # applications:
                #   - name: shop
                #     entries: [web1/nginx]
                #     objectives: {rpo: 24h, rto: 1h, retention: 14d}
                #     verify: [{http: "https://web1.shop.example/", from: web1, expect: "shop"}]

                """
        }
        var lines = [
            "# What people use, with what may be lost (rpo) and how long it may be away (rto).", "applications:",
        ]
        for application in configuration.applications {
            lines.append("  - name: \(YAMLText.scalar(application.name))")
            let entries = application.entries.map { YAMLText.scalar($0.text) }.joined(separator: ", ")
            lines.append("    entries: [\(entries)]")
            if application.priority > 1 { lines.append("    priority: \(application.priority)") }
            lines += objectives(application.objectives)
            if !application.verifications.isEmpty { lines.append("    verify:") }
            lines += application.verifications.map { "      - \(verification($0))" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func verification(_ check: HTTPVerification) -> String {
        let head = YAMLText.flow([("http", check.url), ("from", check.from), ("expect", check.expect)])
        guard let url = check.loginURL else { return head }
        let login = YAMLText.flow([("url", url), ("user", check.user), ("password", check.password)])
        return "\(head.dropLast()), login: \(login)}"
    }
}

/// Writes YAML that reads back as the same values.
enum YAMLText {
    /// `text`, quoted unless it is a word that YAML takes for text.
    static func scalar(_ text: String) -> String {
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain =
            text.utf8.first.map(isLetter) == true && text.utf8.allSatisfy { isLetter($0) || isInner($0) }
            && !words.contains(text.lowercased())
        return isPlain || DurationText.seconds(text) != nil ? text : quoted(text)
    }

    /// `{key: value, ...}` of the values that are there.
    static func flow(_ pairs: [(String, String?)]) -> String {
        let written = pairs.compactMap { key, value in value.map { "\(scalar(key)): \(scalar($0))" } }
        return "{\(written.joined(separator: ", "))}"
    }

    /// A commented section; the example is a comment when there are no entries.
    static func section(_ key: String, about: String, entries: [String], example: String) -> String {
        guard !entries.isEmpty else { return "# \(about)\n# \(key):\n#   - \(example)\n" }
        return "# \(about)\n\(key):\n" + entries.map { "  - \($0)\n" }.joined()
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "/")
    }

    private static func isInner(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || "._-@+".utf8.contains(byte)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case let other where other.value < 0x20 || other.value == 0x7f:
                let digits = String(other.value, radix: 16)
                result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            case let other: result.unicodeScalars.append(other)
            }
        }
        return result + "\""
    }
}
