package import Contracts
package import Estate

/// Records of the audit chain, heads and seals in bytes; `Documents/Audit.md` describes the format.
package enum AuditDocument {
    package static let format = "groundup-audit"
    package static let version: Int64 = 1

    /// The bytes that the hash of `record` covers.
    package static func bytes(_ record: AuditRecord) -> [UInt8] { CanonicalJSON.bytes(encode(record)) }

    package static func encode(_ record: AuditRecord) -> JSONValue {
        .record([
            "number": .integer(record.number), "time": .integer(record.time.seconds),
            "kind": .string(record.kind.rawValue), "who": .string(record.who), "subject": .string(record.subject),
            "details": .object(record.details.mapValues(encode)), "previous": .string(record.previous),
        ])
    }

    private static func encode(_ detail: AuditDetail) -> JSONValue {
        switch detail {
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .texts(let texts): .strings(texts)
        case .pairs(let pairs): .object(pairs.mapValues(JSONValue.string))
        }
    }

    package static func record(_ bytes: [UInt8], name: String) throws -> AuditRecord {
        let value = try JSONValue.parse(bytes, name: name, limit: lineLimit)
        // Another form of the same values would be a second text for one hash.
        guard CanonicalJSON.bytes(value) == bytes else { throw JSONReader.mismatch(name, "in canonical form") }
        return try record(JSONReader(value, path: name))
    }

    static func record(_ reader: JSONReader) throws -> AuditRecord {
        let details = try reader.record("details")
        return AuditRecord(
            number: try reader.integer("number"), time: Instant(seconds: try reader.integer("time")),
            kind: AuditKind(rawValue: try reader.string("kind")), who: try reader.string("who"),
            subject: try reader.string("subject"), details: try details.members.mapValues(detail),
            previous: try reader.string("previous"))
    }

    private static func detail(_ value: JSONValue) throws -> AuditDetail {
        switch value {
        case .string(let text): return .text(text)
        case .integer(let number): return .number(number)
        case .array(let elements): return .texts(try elements.map(text))
        case .object(let members): return .pairs(try members.mapValues(text))
        case .null, .bool: throw JSONReader.mismatch("a detail", "a text, number, list or table")
        }
    }

    private static func text(_ value: JSONValue) throws -> String {
        guard case .string(let text) = value else { throw JSONReader.mismatch("a detail", "a text") }
        return text
    }

    /// The most bytes that one line of an export may have.
    static let lineLimit = 4 << 20
}

extension AuditDocument {
    /// The bytes that the installation signs.
    package static func bytes(signing head: AuditHead, at time: Instant) -> [UInt8] {
        CanonicalJSON.bytes(
            .record([
                "format": .string("groundup-audit-head"), "version": .integer(version),
                "number": .integer(head.number), "hash": .string(head.hash), "time": .integer(time.seconds),
            ]))
    }

    package static func encode(_ seal: AuditSeal) -> JSONValue {
        .record([
            "number": .integer(seal.head.number), "hash": .string(seal.head.hash),
            "time": .integer(seal.time.seconds), "signature": .string(seal.signature),
        ])
    }

    static func seal(_ reader: JSONReader) throws -> AuditSeal {
        AuditSeal(
            head: AuditHead(number: try reader.integer("number"), hash: try reader.string("hash")),
            time: Instant(seconds: try reader.integer("time")), signature: try reader.string("signature"))
    }

    /// One line for a file of anchors, and the body that a webhook gets.
    package static func anchor(_ seal: AuditSeal) -> [UInt8] {
        guard case .object(var members) = encode(seal) else { return [] }
        members["format"] = .string("groundup-audit-anchor")
        members["version"] = .integer(version)
        return CanonicalJSON.bytes(.object(members)) + [UInt8(ascii: "\n")]
    }

    /// Reads a file of anchors; its last line may be cut off by a crash, no other.
    package static func anchors(_ bytes: [UInt8], name: String) throws -> [AuditSeal] {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return try lines.dropLast().enumerated().map { number, line in
            let place = "\(name), line \(number + 1)"
            let reader = try JSONReader(JSONValue.parse(Array(line), name: place, limit: lineLimit), path: place)
            try requireVersion(reader, format: "groundup-audit-anchor", version: version)
            return try seal(reader)
        }
    }
}
