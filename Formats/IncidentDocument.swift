package import Contracts
internal import Estate
internal import RecoveryPlan

/// The record of an incident, format `groundup-incident`, version 1.
package enum IncidentDocument {
    private static let version: Int64 = 1

    package static func bytes(_ incident: IncidentRecord) -> [UInt8] { CanonicalJSON.bytes(encode(incident)) }

    package static func encode(_ incident: IncidentRecord) -> JSONValue {
        .record([
            "format": .string("groundup-incident"), "version": .integer(version), "id": .string(incident.id),
            "kind": .string(incident.kind.rawValue), "because": .string(incident.because),
            "openedBy": .string(incident.openedBy), "openedAt": .integer(incident.openedAt.seconds),
            "scope": .strings(incident.scope),
            "compromisedAt": incident.compromisedAt.map { .integer($0.seconds) } ?? .null,
            "person": incident.person.map(JSONValue.string) ?? .null, "evidence": .strings(incident.evidence),
            "closing": incident.closing.map(encode) ?? .null,
        ])
    }

    package static func read(_ bytes: [UInt8], name: String) throws -> IncidentRecord {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name, limit: 1 << 20), path: name)
        try requireVersion(reader, format: "groundup-incident", version: version)
        var incident = IncidentRecord(
            id: try reader.string("id"), kind: try reader.choice("kind", IncidentKind.self),
            because: try reader.string("because"), openedBy: try reader.string("openedBy"),
            openedAt: Instant(seconds: try reader.integer("openedAt")))
        incident.scope = try reader.strings("scope")
        incident.compromisedAt = try reader.optionalInteger("compromisedAt").map { Instant(seconds: $0) }
        incident.person = try reader.optionalString("person")
        incident.evidence = try reader.strings("evidence")
        incident.closing = try reader.optionalRecord("closing").map(closing)
        return incident
    }

    private static func encode(_ closing: IncidentRecord.Closing) -> JSONValue {
        .record([
            "by": .string(closing.by), "at": .integer(closing.at.seconds), "because": .string(closing.because),
        ])
    }

    private static func closing(_ reader: JSONReader) throws -> IncidentRecord.Closing {
        IncidentRecord.Closing(
            by: try reader.string("by"), at: Instant(seconds: try reader.integer("at")),
            because: try reader.string("because"))
    }
}
