internal import Formats

/// Configuration of other programs in YAML, read as strictly as our own: what is odd is left unread, never guessed.
enum YAMLFile {
    private static let limits = StrictYAML.Limits(bytes: 256 << 10, nodes: 20_000, depth: 12, aliasLookalikes: 4_096)

    /// `nil` for a file that is no YAML, or more than is read.
    static func mapping(_ file: TextFile) -> YAMLMapping? {
        let text = file.lines.map(Self.unmasked).joined(separator: "\n")
        return try? StrictYAML.document(text, file: file.path, limits: limits).anyMapping()
    }

    /// What was masked on the way here would be an alias, or one word with its key: it becomes a text.
    private static func unmasked(_ line: String) -> String {
        guard line.hasSuffix("***"), let colon = line.lastIndex(of: ":"),
            line[line.index(after: colon)...].drop(while: { $0 == " " }) == "***"
        else { return line }
        return line[...colon] + " \"***\""
    }
}

extension YAMLMapping {
    func line(_ key: String) -> String? { self[key].flatMap { try? $0.line() } }

    func inner(_ key: String) -> YAMLMapping? { self[key].flatMap { try? $0.anyMapping() } }

    func items(_ key: String) -> [YAMLValue] { self[key].flatMap { try? $0.list() } ?? [] }

    /// A list of lines, or one line that stands for such a list.
    func lines(_ key: String) -> [String] {
        items(key).compactMap { try? $0.line() } + (line(key).map { [$0] } ?? [])
    }
}
