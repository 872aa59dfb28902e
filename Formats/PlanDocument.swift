internal import Estate
package import RecoveryPlan

/// A plan on disk, format `groundup-plan`, version 3: the SHA-256 of its canonical bytes is in what approvers sign.
///
/// Version 2 had no requester, no digest of the depot, and no id of the incident's record; they are read as `nil`.
/// Version 1 had no incident, exclusions, mappings, references, holds and prediction; it is read as a plan for a disaster
/// without any of them. A plan that was read is never written again under its old digest.
package enum PlanDocument {
    private static let version: Int64 = 3

    package static func bytes(_ plan: Plan) -> [UInt8] { CanonicalJSON.bytes(encode(plan)) }

    /// SHA-256 of the canonical bytes: the name of exactly this plan.
    package static func digest(_ plan: Plan) -> String { sha256(bytes(plan)) }

    package static func encode(_ plan: Plan) -> JSONValue {
        .record([
            "format": .string("groundup-plan"), "version": .integer(version), "estate": .string(plan.estate),
            "estateDigest": .string(plan.estateDigest), "scope": .strings(plan.scope),
            "incident": encode(plan.incident), "exclusions": .strings(plan.exclusions.map(\.text)),
            "mappings": .array(plan.mappings.map(encode)), "references": .array(plan.references.map(encode)),
            "requestedBy": plan.requestedBy.map(JSONValue.string) ?? .null,
            "depot": plan.depotDigest.map(JSONValue.string) ?? .null,
            "holds": .array(plan.holds.map(encode)), "prediction": plan.prediction.map(encode) ?? .null,
            "asOf": .integer(plan.asOf.seconds), "steps": .array(plan.steps.map(StepDocument.encode)),
            "bodies": .object(plan.bodies.mapValues(JSONValue.string)),
            "capacities": .array(
                plan.capacities.map { .record(["name": .string($0.name), "units": .number($0.units)]) }),
            "bootstraps": .array(plan.bootstraps.map(encode)),
            "restorePoints": .array(plan.restorePoints.map(encode)),
            "schedule": .array(plan.schedule.map(encode)),
            "trace": .array(
                plan.trace.map { .record(["transform": .string($0.transform), "result": .string($0.result)]) }),
            "gaps": .array(plan.gaps.map { .record(["subject": .string($0.subject), "reason": .string($0.reason)]) }),
        ])
    }

    package static func read(_ bytes: [UInt8], name: String) throws -> Plan {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name), path: name)
        let version = try requireVersion(reader, format: "groundup-plan", versions: 1...Self.version)
        var plan = Plan(
            estate: try reader.string("estate"), estateDigest: try reader.string("estateDigest"),
            scope: try reader.strings("scope"), asOf: Instant(seconds: try reader.integer("asOf")))
        if version >= 2 { try readDecisions(reader, into: &plan) }
        if version >= 3 {
            plan.requestedBy = try reader.optionalString("requestedBy")
            plan.depotDigest = try reader.optionalString("depot")
        }
        plan.steps = try reader.list("steps", StepDocument.read)
        let bodies = try JSONReader(reader.members["bodies"] ?? .null, path: "\(name).bodies")
        for key in bodies.members.keys { plan.bodies[key] = try bodies.string(key) }
        plan.capacities = try reader.list("capacities") {
            Capacity(name: try $0.string("name"), units: Int(try $0.integer("units")))
        }
        plan.bootstraps = try reader.list("bootstraps", bootstrap)
        plan.restorePoints = try reader.list("restorePoints", restorePoint)
        plan.schedule = try reader.list("schedule", scheduledStep)
        plan.trace = try reader.list("trace") {
            TraceEntry(transform: try $0.string("transform"), result: try $0.string("result"))
        }
        plan.gaps = try reader.list("gaps") {
            BlindSpot(subject: try $0.string("subject"), reason: try $0.string("reason"))
        }
        return plan
    }

    private static func readDecisions(_ reader: JSONReader, into plan: inout Plan) throws {
        plan.incident = try incident(reader.record("incident"))
        plan.exclusions = try reader.strings("exclusions").map(AssetID.init)
        plan.mappings = try reader.list("mappings", mapping)
        plan.references = try reader.list("references", reference)
        plan.holds = try reader.list("holds", hold)
        plan.prediction = try reader.optionalRecord("prediction").map(prediction)
    }

    private static func encode(_ bootstrap: ChosenBootstrap) -> JSONValue {
        .record([
            "asset": .string(bootstrap.asset.text), "name": .string(bootstrap.name),
            "circle": .strings(bootstrap.circle.map(\.text)), "without": .strings(bootstrap.without.map(\.text)),
            "why": .string(bootstrap.why),
        ])
    }

    private static func bootstrap(_ reader: JSONReader) throws -> ChosenBootstrap {
        ChosenBootstrap(
            asset: AssetID(try reader.string("asset")), name: try reader.string("name"),
            circle: try reader.strings("circle").map(AssetID.init),
            without: try reader.strings("without").map(AssetID.init), why: try reader.string("why"))
    }

    private static func encode(_ point: ChosenRestorePoint) -> JSONValue {
        .record([
            "dataset": .string(point.dataset.text), "repository": .string(point.repository),
            "point": .string(point.point), "takenAt": .integer(point.takenAt.seconds), "why": .string(point.why),
            "dataFrom": point.dataFrom.map { .integer($0.seconds) },
            "moment": point.moment.map { .integer($0.seconds) },
        ])
    }

    private static func restorePoint(_ reader: JSONReader) throws -> ChosenRestorePoint {
        var point = ChosenRestorePoint(
            dataset: AssetID(try reader.string("dataset")), repository: try reader.string("repository"),
            point: try reader.string("point"), takenAt: Instant(seconds: try reader.integer("takenAt")),
            why: try reader.string("why"))
        // Absent before there were continuous backups.
        point.dataFrom = try reader.optionalInteger("dataFrom").map(Instant.init(seconds:))
        point.moment = try reader.optionalInteger("moment").map(Instant.init(seconds:))
        return point
    }

    private static func encode(_ scheduled: ScheduledStep) -> JSONValue {
        .record([
            "step": .string(scheduled.step.text), "start": .number(scheduled.start),
            "finish": .number(scheduled.finish), "critical": .bool(scheduled.isCritical),
        ])
    }

    private static func scheduledStep(_ reader: JSONReader) throws -> ScheduledStep {
        ScheduledStep(
            step: StepID(try reader.string("step")), start: Int(try reader.integer("start")),
            finish: Int(try reader.integer("finish")), isCritical: try reader.flag("critical"))
    }
}
