package import Contracts

/// Something that is not as it was recorded.
package struct AuditProblem: Hashable, Sendable {
    /// The record that it concerns.
    package let number: Int64
    package let text: String

    package init(_ number: Int64, _ text: String) {
        self.number = number
        self.text = text
    }
}

/// Follows the chain from the first record on and names every link that does not hold.
package struct AuditChain: Sendable {
    /// The last record that was read.
    package private(set) var head = AuditHead(number: 0, hash: AuditRecord.beginning)
    package private(set) var problems: [AuditProblem] = []
    /// By number; only of records that stand where they belong.
    package private(set) var hashes: [Int64: String] = [:]

    /// After so many problems the rest says nothing new.
    package static let problemLimit = 20

    package init() {}

    package mutating func receive(_ stored: StoredAuditRecord) {
        let expected = head.number + 1
        let found = sha256(stored.bytes)
        let record: AuditRecord
        do {
            record = try AuditDocument.record(stored.bytes, name: "record \(expected)")
        } catch {
            return skip(expected, stored, "record \(expected) cannot be read: it was changed")
        }
        if stored.hash != found {
            add(record.number, "record \(record.number) was changed: its hash is \(found), not \(stored.hash)")
        }
        if record.number != expected { add(expected, Self.gap(expected, record.number)) }
        if record.previous != head.hash, record.number == expected {
            let before = record.number - 1
            add(
                before == 0 ? 1 : before,
                before == 0
                    ? "record 1 follows another one: what came before it was removed"
                    : "record \(before) was changed or exchanged: record \(record.number) follows another one")
        }
        head = AuditHead(number: record.number, hash: found)
        hashes[record.number] = found
    }

    private static func gap(_ expected: Int64, _ found: Int64) -> String {
        found > expected
            ? "record \(expected) is missing: \(found) stands in its place"
            : "record \(found) stands where \(expected) should: records were put in another order or repeated"
    }

    private mutating func skip(_ number: Int64, _ stored: StoredAuditRecord, _ text: String) {
        add(number, text)
        // What follows is judged by the hash that this one claims to have.
        head = AuditHead(number: number, hash: stored.hash)
    }

    private mutating func add(_ number: Int64, _ text: String) {
        if problems.count < Self.problemLimit { problems.append(AuditProblem(number, text)) }
    }
}
