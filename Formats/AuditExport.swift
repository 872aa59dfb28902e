package import Contracts
internal import Crypto

/// An audit record as JSON Lines: a line with format, version and key, the records, the seals, and a line over them all.
package struct AuditExport: Sendable {
    private var hash = SHA256()
    private var records = 0
    private var seals = 0

    package init() {}

    /// - Parameter key: the public key of the installation; `nil` when nothing was signed yet.
    package mutating func head(key: String?) -> [UInt8] {
        line([
            "format": .string(AuditDocument.format), "version": .integer(AuditDocument.version),
            "key": .optional(key),
        ])
    }

    package mutating func record(_ stored: StoredAuditRecord) throws -> [UInt8] {
        let value = try JSONValue.parse(stored.bytes, name: "a stored audit record")
        records += 1
        return line(["record": value, "hash": .string(stored.hash)])
    }

    package mutating func seal(_ seal: AuditSeal) -> [UInt8] {
        seals += 1
        return line(["seal": AuditDocument.encode(seal)])
    }

    /// The last line: it tells a file that was cut off from a whole one.
    package mutating func end() -> [UInt8] {
        let digest = Formats.hexadecimal(hash.finalize())
        return line([
            "end": .record(["records": .number(records), "seals": .number(seals), "sha256": .string(digest)])
        ])
    }

    private mutating func line(_ members: [String: JSONValue?]) -> [UInt8] {
        let bytes = CanonicalJSON.bytes(.record(members)) + [UInt8(ascii: "\n")]
        hash.update(data: bytes)
        return bytes
    }
}

/// What an exported file holds.
package struct ExportedAudit: Sendable {
    package private(set) var key: String?
    package private(set) var records: [StoredAuditRecord] = []
    package private(set) var seals: [AuditSeal] = []
    /// What is wrong with the file itself, such as a missing end.
    package private(set) var problems: [AuditProblem] = []

    /// - Throws: when it is no exported audit record at all; whatever else is wrong is among the problems.
    package init(_ bytes: [UInt8], name: String) throws {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
        let tail = lines.popLast() ?? []
        guard let first = lines.first else { throw JSONReader.mismatch(name, "an exported audit record") }
        let head = try JSONReader(JSONValue.parse(first, name: "\(name), line 1", limit: 1 << 16), path: name)
        try requireVersion(head, format: AuditDocument.format, version: AuditDocument.version)
        key = try head.optionalString("key")
        let end = lines.count > 1 ? lines.removeLast() : []
        for (number, line) in lines.enumerated().dropFirst() { take(line, number + 1) }
        let covered = bytes.count - tail.count - end.count - 1
        checkEnd(end, tail: tail, Array(bytes[..<max(0, covered)]))
    }

    private mutating func take(_ line: [UInt8], _ number: Int) {
        do {
            let place = "line \(number)"
            let value = try JSONValue.parse(line, name: place, limit: AuditDocument.lineLimit)
            let reader = try JSONReader(value, path: place)
            if let seal = try reader.optionalRecord("seal") { return seals.append(try AuditDocument.seal(seal)) }
            let record = CanonicalJSON.bytes(reader.members["record"] ?? .null)
            records.append(StoredAuditRecord(bytes: record, hash: try reader.string("hash")))
        } catch {
            add("line \(number) cannot be read: it was changed or cut off")
        }
    }

    private mutating func checkEnd(_ end: [UInt8], tail: [UInt8], _ covered: [UInt8]) {
        let expected = CanonicalJSON.bytes(
            .record([
                "end": .record([
                    "records": .number(records.count), "seals": .number(seals.count),
                    "sha256": .string(sha256(covered)),
                ])
            ]))
        guard tail.isEmpty, end == expected else {
            return add("the last line does not fit what stands before it: the file was changed or cut off")
        }
    }

    private mutating func add(_ text: String) {
        problems.append(AuditProblem(Int64(records.count), "after record \(records.count): \(text)"))
    }
}
