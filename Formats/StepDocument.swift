internal import Estate
internal import RecoveryPlan

/// The part of a plan document that describes one step.
enum StepDocument {
    static func encode(_ step: Step) -> JSONValue {
        .record([
            "id": .string(step.id.text), "title": .string(step.title), "asset": .string(step.asset.text),
            "target": .string(step.target.text), "place": .string(step.place.rawValue), "body": .string(step.body),
            "parameters": .array(
                step.parameters.map { .record(["name": .string($0.name), "value": .string($0.value)]) }),
            "secrets": .array(
                step.secrets.map { .record(["name": .string($0.name), "reference": .string($0.reference)]) }),
            "needs": .array(step.needs.map { .record(["step": .string($0.step.text), "why": .string($0.why)]) }),
            "capacities": .array(
                step.capacities.map { .record(["capacity": .string($0.capacity), "units": .number($0.units)]) }),
            "estimate": .record([
                "seconds": .number(step.estimate.seconds), "basis": .string(step.estimate.basis),
                "low": .number(step.estimate.low), "high": .number(step.estimate.high),
            ]),
            "timeout": .number(step.timeout), "attempts": .number(step.attempts), "why": .string(step.why),
            "undo": step.undo.map(JSONValue.string) ?? .null,
        ])
    }

    static func read(_ reader: JSONReader) throws -> Step {
        let estimate = try JSONReader(reader.members["estimate"] ?? .null, path: "\(reader.path).estimate")
        return Step(
            id: StepID(try reader.string("id")), title: try reader.string("title"),
            asset: AssetID(try reader.string("asset")), target: AssetID(try reader.string("target")),
            place: try reader.choice("place", StepPlace.self), body: try reader.string("body"),
            parameters: try reader.list("parameters") {
                Parameter(name: try $0.string("name"), value: try $0.string("value"))
            },
            secrets: try reader.list("secrets") {
                SecretReference(name: try $0.string("name"), reference: try $0.string("reference"))
            },
            needs: try reader.list("needs") {
                Need(step: StepID(try $0.string("step")), why: try $0.string("why"))
            },
            capacities: try reader.list("capacities") {
                CapacityUse(capacity: try $0.string("capacity"), units: Int(try $0.integer("units")))
            },
            // Version 1 of plans had no spread.
            estimate: Estimate(
                seconds: Int(try estimate.integer("seconds")), basis: try estimate.string("basis"),
                low: try estimate.optionalInteger("low").map(Int.init),
                high: try estimate.optionalInteger("high").map(Int.init)),
            timeout: Int(try reader.integer("timeout")), attempts: Int(try reader.integer("attempts")),
            why: try reader.string("why"),
            // Versions 1 and 2 had none.
            undo: try reader.optionalString("undo"))
    }
}
