/// Text as a literal in double quotes, in printable ASCII only.
///
/// The escapes are those that YAML 1.2 (section 5.7) and Python (Language Reference, 2.4.1) share: `\"`, `\\`, `\n`, `\xHH`,
/// `\uHHHH`, `\UHHHHHHHH`. So one function serves both, and it is tested with readers of both.
package func quotedLiteral(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case " "..."~": result.unicodeScalars.append(scalar)
        default: result += escape(scalar.value)
        }
    }
    return result + "\""
}

private func escape(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
}
