import Contracts
import Estate
import Synchronization

/// Reads what `list-current-files` logs for programs: `INFO 10 TIME 'NAME' TYPE`, the name as Python writes texts.
final class DuplicityListing: Sendable {
    private let each: @Sendable (ManifestEntry) -> Void
    private let path: @Sendable (String) -> String?
    private let count = Mutex(0)

    /// - Parameter path: where a name lies on the host; `nil` for one that is not asked for.
    init(path: @escaping @Sendable (String) -> String?, each: @escaping @Sendable (ManifestEntry) -> Void) {
        self.path = path
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        guard line.starts(with: Array("INFO 10 ".utf8)) else { return }
        let text = String(decoding: line.dropFirst(8), as: UTF8.self)
        guard let first = text.firstIndex(of: " "), let last = text.lastIndex(of: " "), first < last,
            let name = PythonText.value(text[text.index(after: first)..<last]),
            let time = DuplicityFiles.instant(String(text[..<first]))
        else { throw EngineFailure(.unknown, "a line of duplicity's list of files is not readable") }
        give(name, Self.type(text[text.index(after: last)...]), time)
    }

    /// A name that is no UTF-8 breaks duplicity's own logging; it is only told in what Python complains of.
    ///
    /// - Returns: what else was complained of.
    func readLost(_ errors: String) throws(EngineFailure) -> String {
        guard errors.contains("--- Logging error ---") else { return errors }
        guard errors.utf8.count < 64 << 10 else {
            throw EngineFailure(.unknown, "too many names are no UTF-8: duplicity does not list them")
        }
        for line in errors.split(separator: "\n") where line.hasPrefix("Message: ") {
            // `Mon Nov 30 22:33:16 2026 NAME`; the type is not told.
            guard let text = PythonText.value(line.dropFirst(9)), text.count > 25 else {
                throw EngineFailure(.unknown, "a name that is no UTF-8 cannot be read from duplicity's complaint")
            }
            give(String(text.dropFirst(25)), "other", nil)
        }
        return ""
    }

    func finish() throws(EngineFailure) {
        // The folder itself is always in it.
        guard count.withLock({ $0 }) > 0 else { throw EngineFailure(.unknown, "duplicity listed nothing") }
    }

    private func give(_ name: String, _ type: String, _ time: Instant?) {
        count.withLock { $0 += 1 }
        guard let path = path(name) else { return }
        // Sizes are not told.
        each(ManifestEntry(path: path, type: type, bytes: 0, modifiedAt: time))
    }

    private static func type(_ word: Substring) -> String {
        switch word {
        case "reg": "file"
        case "dir": "dir"
        case "sym": "symlink"
        default: "other"
        }
    }
}

/// Reads a text as Python's `repr` writes it.
enum PythonText {
    /// Half of a surrogate pair stands for a byte that is no UTF-8; it becomes U+FFFD.
    static func value(_ literal: Substring) -> String? {
        guard let quote = literal.first, quote == "'" || quote == "\"", literal.count >= 2, literal.last == quote else {
            return nil
        }
        var text = String.UnicodeScalarView()
        var rest = literal.dropFirst().dropLast().unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let escaped = escape(&rest) else { return nil }
            text.append(escaped)
        }
        return String(text)
    }

    private static func escape(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let letter = rest.popFirst() else { return nil }
        switch letter {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "x": return number(2, &rest)
        case "u": return number(4, &rest)
        case "U": return number(8, &rest)
        case "\\", "'", "\"": return letter
        default: return nil
        }
    }

    private static func number(_ digits: Int, _ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        let text = String(String.UnicodeScalarView(rest.prefix(digits)))
        guard text.unicodeScalars.count == digits, let value = UInt32(text, radix: 16) else { return nil }
        rest = rest.dropFirst(digits)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
