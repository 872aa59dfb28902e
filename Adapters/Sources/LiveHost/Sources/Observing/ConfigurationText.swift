/// The words of a configuration file with the lines on which they stand.
///
/// Understands what BIND, nginx, Samba and their like have in common: words, quotes, `{ } ; =`, and comments that begin
/// with `#` or `//`, with `;` at the start of a line, or lie between `/*` and `*/`.
struct ConfigurationText {
    struct Token: Equatable {
        enum Kind: Equatable {
            case word
            /// `{`, `}`, `;` or `=`.
            case mark
            case lineEnd
        }

        let kind: Kind
        let text: String
        let line: Int

        func isMark(_ mark: String) -> Bool { kind == .mark && text == mark }
    }

    let tokens: [Token]

    init(_ file: TextFile) {
        var tokens: [Token] = []
        var isInComment = false
        for (index, line) in file.lines.enumerated() {
            Self.scan(line, number: index + 1, isInComment: &isInComment, into: &tokens)
            tokens.append(Token(kind: .lineEnd, text: "", line: index + 1))
        }
        self.tokens = tokens
    }

    private static func scan(_ line: String, number: Int, isInComment: inout Bool, into tokens: inout [Token]) {
        var word = ""
        func finish() {
            if !word.isEmpty { tokens.append(Token(kind: .word, text: word, line: number)) }
            word = ""
        }
        var rest = Substring(line)
        if rest.drop(while: { $0 == " " }).first == ";" { return }
        while let character = rest.first {
            if isInComment {
                isInComment = !rest.hasPrefix("*/")
                rest = rest.dropFirst(isInComment ? 1 : 2)
                continue
            }
            if rest.hasPrefix("/*") {
                isInComment = true
                rest = rest.dropFirst(2)
                continue
            }
            // In an address two slashes follow a colon; as a comment they begin a word.
            if word.isEmpty, character == "#" || rest.hasPrefix("//") { break }
            rest = rest.dropFirst()
            switch character {
            case " ": finish()
            case "\"", "'": continue
            case "{", "}", ";", "=":
                finish()
                tokens.append(Token(kind: .mark, text: String(character), line: number))
            default: word.append(character)
            }
        }
        finish()
    }

    /// The values that follow `keyword` where a statement begins with it, each with what comes after it.
    ///
    /// A value is the rest of the statement, or, in a block whose statements all look like hosts, one of those.
    func values(after keyword: String) -> [[Token]] {
        let words = keyword.split(separator: " ").map { $0.lowercased() }
        var found: [[Token]] = []
        for start in tokens.indices where isStatementStart(start) {
            guard let end = match(words, at: start) else { continue }
            found += values(from: end)
        }
        return found
    }

    private func isStatementStart(_ index: Int) -> Bool {
        guard tokens[index].kind == .word, index > 0 else { return tokens[index].kind == .word }
        let before = tokens[index - 1]
        return before.kind == .lineEnd || before.isMark(";") || before.isMark("{") || before.isMark("}")
    }

    /// The index after `words`, when they stand at `start`.
    private func match(_ words: [String], at start: Int) -> Int? {
        let end = start + words.count
        guard end <= tokens.count,
            zip(tokens[start..<end], words).allSatisfy({ $0.kind == .word && $0.text.lowercased() == $1 })
        else { return nil }
        return end
    }

    private func values(from start: Int) -> [[Token]] {
        var index = start
        if index < tokens.count, tokens[index].isMark("=") { index += 1 }
        let opening = tokens[index...].first { $0.kind != .lineEnd }
        if let opening, opening.isMark("{") { return block(from: index) }
        let statement = tokens[index...].prefix {
            $0.kind != .lineEnd && !$0.isMark(";") && !$0.isMark("{") && !$0.isMark("}")
        }
        let end = index + statement.count
        guard end < tokens.count, tokens[end].isMark("{") else { return [Array(statement)] }
        // `forwarders port 53 { ...` is a list; `server NAME { ...` is something else that has the keyword's name.
        return statement.first?.text == "port" ? block(from: end) : []
    }

    private func block(from start: Int) -> [[Token]] {
        let inside = tokens[start...].drop { !$0.isMark("{") }.dropFirst().prefix { !$0.isMark("}") && !$0.isMark("{") }
        let statements = inside.filter { $0.kind != .lineEnd }.split { $0.isMark(";") }.map(Array.init)
        return statements.allSatisfy { $0.first.flatMap { HostAddressText($0.text)?.isUnmistakable } == true }
            ? statements : []
    }
}
