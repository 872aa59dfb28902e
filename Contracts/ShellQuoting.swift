/// `text` as one word that every POSIX shell reads back as exactly these characters.
///
/// The only place where data becomes shell source.
package func shellQuoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
        if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
    }
    return result + "'"
}
