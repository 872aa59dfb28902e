/// A message between a controller and the supervisor of its steps: byte strings, each behind its length.
enum SupervisorMessage {
    static func encoded(_ fields: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        let size = fields.reduce(0) { $0 + 4 + $1.count }
        bytes.reserveCapacity(4 + size)
        append(size, to: &bytes)
        for field in fields {
            append(field.count, to: &bytes)
            bytes += field
        }
        return bytes
    }

    /// The next whole message of `buffer`, from `position` on; `nil` until all of it has come.
    static func next(in buffer: [UInt8], at position: inout Int) -> [[UInt8]]? {
        guard buffer.count - position >= 4 else { return nil }
        let end = position + 4 + number(buffer, position)
        guard end <= buffer.count else { return nil }
        var fields: [[UInt8]] = []
        var start = position + 4
        while start + 4 <= end {
            let next = start + 4 + number(buffer, start)
            guard next <= end else { break }
            fields.append(Array(buffer[(start + 4)..<next]))
            start = next
        }
        position = end
        return fields
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func number(_ bytes: [UInt8], _ start: Int) -> Int {
        bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
}

/// What a controller asks of the supervisor about one attempt.
struct BodyOrder: Sendable {
    enum Kind: String { case run, stop }

    let kind: Kind
    /// Names the question on its connection.
    var ticket: Int
    let name: String
    let attempt: Int
    /// Seconds after which the body is ended.
    let limit: Int
    let secretsFolder: String
    let body: [UInt8]
    /// `NAME=value`.
    let environment: [[UInt8]]
    let secrets: [(name: String, value: [UInt8])]

    var key: AttemptKey { AttemptKey(name: name, attempt: attempt) }

    var fields: [[UInt8]] {
        let head = [
            kind.rawValue, String(ticket), name, String(attempt), String(limit), secretsFolder,
            String(environment.count),
        ]
        return head.map { Array($0.utf8) } + [body] + environment
            + secrets.flatMap { [Array($0.name.utf8), $0.value] }
    }
}

extension BodyOrder {
    init?(_ fields: [[UInt8]]) {
        guard fields.count >= 8 else { return nil }
        let words = fields.prefix(7).map { String(decoding: $0, as: UTF8.self) }
        guard let kind = Kind(rawValue: words[0]), let ticket = Int(words[1]), let attempt = Int(words[3]),
            let limit = Int(words[4]), let count = Int(words[6]), count >= 0, fields.count >= 8 + count
        else { return nil }
        let rest = Array(fields.dropFirst(8 + count))
        let secrets = stride(from: 0, to: rest.count - 1, by: 2).map {
            (name: String(decoding: rest[$0], as: UTF8.self), value: rest[$0 + 1])
        }
        self.init(
            kind: kind, ticket: ticket, name: words[2], attempt: attempt, limit: limit, secretsFolder: words[5],
            body: fields[7], environment: Array(fields[8..<(8 + count)]), secrets: secrets)
    }
}

/// One attempt of one step among those of a run.
struct AttemptKey: Hashable, Sendable {
    let name: String
    let attempt: Int
}

extension StepFrame {
    /// As the supervisor answers: ticket, word, milliseconds, marks, text.
    var fields: [[UInt8]] {
        [
            Array(unit.utf8), Array(Self.text(word).utf8), Array(String(milliseconds).utf8), Array(String(marks).utf8),
            text,
        ]
    }

    init?(fields: [[UInt8]]) {
        guard fields.count == 5 else { return nil }
        let words = fields.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard let word = Self.word(words[1]), let milliseconds = Int(words[2]) else { return nil }
        self.init(unit: words[0], word: word, milliseconds: milliseconds, text: fields[4], marks: Set(words[3]))
    }

    static func text(_ word: Word) -> String {
        switch word {
        case .ended(let code): String(code)
        case .lost: "lost"
        case .running: "running"
        case .refused: "refused"
        case .again: "again"
        case .fenced: "fenced"
        }
    }
}
