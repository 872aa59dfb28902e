internal import ByteParsing
package import Contracts
internal import Estate

/// A decision as it is signed, format `groundup-approval`, version 1: lines of text that a person can read.
///
/// ```
/// groundup-approval 1
/// plan 3fa2...                        or: drills shop erp
/// estate 77e0...                      only with a plan
/// decision approve
/// person alice@corp.example
/// role security
/// signed-at 2026-11-25T00:00:00Z
/// expires-at 2026-11-28T00:00:00Z     or: never
/// reason ledger checked
/// ```
///
/// A statement has exactly one form: bytes that are not what `bytes` would write for their meaning are refused.
package enum StatementDocument {
    /// The largest statement that is read, in bytes.
    private static let limit = 16 << 10
    private static let head = "groundup-approval 1"

    package static func bytes(_ statement: ApprovalStatement) -> [UInt8] {
        var lines = [head]
        switch statement.subject {
        case .plan(let digest, let estate): lines += ["plan \(digest)", "estate \(estate)"]
        case .drills(let applications): lines.append("drills \(applications.joined(separator: " "))")
        }
        lines += [
            "decision \(statement.decision.rawValue)", "person \(statement.person)", "role \(statement.role)",
            "signed-at \(text(statement.signedAt))", "expires-at \(statement.expiresAt.map(text) ?? "never")",
            "reason \(statement.reason)",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    package static func read(_ bytes: [UInt8], name: String) throws -> ApprovalStatement {
        guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self),
            isOneLine(text.replacing("\n", with: " "))
        else { throw refusal(name, "lines of text without control characters, \(limit) bytes at most") }
        var lines = Lines(text, name)
        guard lines.next() == head else { throw refusal(name, "'\(head)' in its first line") }
        let statement = ApprovalStatement(
            subject: try subject(&lines), decision: try decision(&lines), person: try lines.value("person"),
            role: try lines.value("role"), signedAt: try moment(try lines.value("signed-at"), name),
            expiresAt: try expiry(&lines, name), reason: try lines.value("reason"))
        guard self.bytes(statement) == bytes, !statement.person.isEmpty, !statement.role.isEmpty
        else { throw refusal(name, "the one form of a statement, byte for byte") }
        return statement
    }

    /// Whether `text` can stand in a line of a statement.
    package static func isOneLine(_ text: String) -> Bool {
        text.utf8.count <= limit && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
    }

    private static func subject(_ lines: inout Lines) throws -> StatementSubject {
        if let applications = lines.optionalValue("drills") {
            return .drills(applications: applications.split(separator: " ").map(String.init))
        }
        return .plan(digest: try lines.digest("plan"), estate: try lines.digest("estate"))
    }

    private static func decision(_ lines: inout Lines) throws -> Decision {
        let word = try lines.value("decision")
        guard let decision = Decision(rawValue: word) else {
            throw refusal(lines.name, "a decision to \(Decision.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return decision
    }

    private static func expiry(_ lines: inout Lines, _ name: String) throws -> Instant? {
        let word = try lines.value("expires-at")
        return word == "never" ? nil : try moment(word, name)
    }

    private static func moment(_ text: String, _ name: String) throws -> Instant {
        guard let seconds = secondsSinceEpoch(rfc3339: Array(text.utf8)[...]) else {
            throw refusal(name, "times such as 2026-11-25T00:00:00Z")
        }
        return Instant(seconds: seconds)
    }

    private static func text(_ instant: Instant) -> String { rfc3339(secondsSinceEpoch: instant.seconds) ?? "never" }

    fileprivate static func refusal(_ name: String, _ expected: String) -> GroundupError {
        GroundupError(
            .hostileInput, "\(name) is no statement of an approval: expected \(expected).",
            hint: "'groundup approve --print' writes one; sign and bring back exactly its bytes.")
    }
}

/// The lines of a statement, each a word and its value.
private struct Lines {
    let name: String
    private var rest: ArraySlice<Substring>

    init(_ text: String, _ name: String) {
        self.name = name
        rest = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    }

    mutating func next() -> String { rest.popFirst().map(String.init) ?? "" }

    mutating func optionalValue(_ word: String) -> String? {
        guard let line = rest.first, line.hasPrefix("\(word) ") else { return nil }
        rest.removeFirst()
        return String(line.dropFirst(word.count + 1))
    }

    mutating func value(_ word: String) throws -> String {
        guard let value = optionalValue(word) else { throw StatementDocument.refusal(name, "a line '\(word) ...'") }
        return value
    }

    mutating func digest(_ word: String) throws -> String {
        let value = try value(word)
        guard value.utf8.count == 64, value.utf8.allSatisfy(Set("0123456789abcdef".utf8).contains) else {
            throw StatementDocument.refusal(name, "a SHA-256 after '\(word)'")
        }
        return value
    }
}
