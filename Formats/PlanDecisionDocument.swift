import Estate
import RecoveryPlan

/// What people decided of a plan: the incident, and which hosts come back how.
extension PlanDocument {
    static func encode(_ incident: Incident) -> JSONValue {
        .record([
            "kind": .string(incident.kind.rawValue),
            "compromisedAt": incident.compromisedAt.map { .integer($0.seconds) } ?? .null,
            "person": incident.person.map(JSONValue.string) ?? .null,
            "record": incident.record.map(JSONValue.string) ?? .null,
        ])
    }

    static func incident(_ reader: JSONReader) throws -> Incident {
        Incident(
            try reader.choice("kind", IncidentKind.self),
            compromisedAt: try reader.optionalInteger("compromisedAt").map { Instant(seconds: $0) },
            person: try reader.optionalString("person"), record: try reader.optionalString("record"))
    }

    static func encode(_ mapping: HostMapping) -> JSONValue {
        .record([
            "host": .string(mapping.host.text), "fullName": mapping.fullName.map(JSONValue.string) ?? .null,
            "address": mapping.address.map(JSONValue.string) ?? .null,
            "prefixLength": mapping.prefixLength.map(JSONValue.number) ?? .null,
            "gateway": mapping.gateway.map(JSONValue.string) ?? .null,
        ])
    }

    static func mapping(_ reader: JSONReader) throws -> HostMapping {
        HostMapping(
            host: AssetID(try reader.string("host")), fullName: try reader.optionalString("fullName"),
            address: try reader.optionalString("address"),
            prefixLength: try reader.optionalInteger("prefixLength").map(Int.init),
            gateway: try reader.optionalString("gateway"))
    }

    static func encode(_ reference: ChangedReference) -> JSONValue {
        .record([
            "host": .string(reference.host.text), "place": .string(reference.place), "old": .string(reference.old),
            "new": .string(reference.new), "changedBy": reference.changedBy.map { .string($0.text) } ?? .null,
        ])
    }

    static func reference(_ reader: JSONReader) throws -> ChangedReference {
        ChangedReference(
            host: AssetID(try reader.string("host")), place: try reader.string("place"),
            old: try reader.string("old"), new: try reader.string("new"),
            changedBy: try reader.optionalString("changedBy").map(StepID.init))
    }

    static func encode(_ hold: PlannedHold) -> JSONValue {
        .record(["step": .string(hold.step.text), "because": .string(hold.because)])
    }

    static func hold(_ reader: JSONReader) throws -> PlannedHold {
        PlannedHold(step: StepID(try reader.string("step")), because: try reader.string("because"))
    }
}
