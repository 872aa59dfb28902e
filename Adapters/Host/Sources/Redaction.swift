package import Contracts

/// Takes secrets out of what a body printed.
package struct Redaction: Sendable {
    private let secrets: [(value: [UInt8], mark: [UInt8])]

    /// Shorter values than 4 bytes are left: they would blot out the log and are no secrets.
    package init(_ secrets: [ResolvedSecret]) {
        let newline = UInt8(ascii: "\n")
        var found: [(value: [UInt8], mark: [UInt8])] = []
        for secret in secrets {
            let mark = Array("[secret \(secret.name)]".utf8)
            // A secret of several lines is known by each of them, too.
            for part in [secret.value] + secret.value.split(separator: newline).map(Array.init) {
                let value = Array(part.drop { $0 == newline }.reversed().drop { $0 == newline }.reversed())
                if value.count >= 4 { found.append((value, mark)) }
            }
        }
        self.secrets = found.sorted { $0.value.count > $1.value.count }
    }

    package func callAsFunction(_ text: [UInt8]) -> [UInt8] {
        secrets.reduce(text) { Self.replacing($1.value, by: $1.mark, in: $0) }
    }

    private static func replacing(_ value: [UInt8], by mark: [UInt8], in text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if text[position] == value[0], text[position...].starts(with: value) {
                result += mark
                position += value.count
            } else {
                result.append(text[position])
                position += 1
            }
        }
        return result
    }
}
