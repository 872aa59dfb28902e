/// Text made safe for unit files (systemd.service(5), systemd.syntax(7)).
enum SystemdText {
    /// One word of a command line that systemd reads back as exactly these characters.
    static func word(_ text: String) -> String {
        // A dollar is a variable in commands only.
        quoted(text, dollar: "$$")
    }

    /// `NAME=value` as one assignment of `Environment=`.
    static func assignment(_ name: String, _ value: String) -> String { quoted("\(name)=\(value)", dollar: "$") }

    /// Words after `Description=`: a percent sign is the only one that means something there.
    static func description(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar in
                scalar.value < 0x20 || scalar.value == 0x7f ? "?" : Character(scalar)
            }
        ).split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
    }

    private static func quoted(_ text: String, dollar: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "%": result += "%%"
            case "$": result += dollar
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
