import RecoveryPlan

/// How long a plan is expected to take; whole seconds only.
extension PlanDocument {
    static func encode(_ prediction: Prediction) -> JSONValue {
        .record([
            "makespan": .number(prediction.makespan), "range": encode(prediction.range),
            "criticalPath": .number(prediction.criticalPath),
            "bottleneck": prediction.bottleneck.map(JSONValue.string) ?? .null,
            "bottleneckSeconds": .number(prediction.bottleneckSeconds), "shortest": .bool(prediction.isShortest),
            "schedules": .number(prediction.schedules),
            "applications": .array(prediction.applications.map(encode)),
            "capacityValues": .array(
                prediction.capacityValues.map {
                    .record(["capacity": .string($0.capacity), "seconds": .number($0.seconds)])
                }),
        ])
    }

    static func prediction(_ reader: JSONReader) throws -> Prediction {
        Prediction(
            makespan: Int(try reader.integer("makespan")), range: try range(reader.record("range")),
            criticalPath: Int(try reader.integer("criticalPath")),
            bottleneck: try reader.optionalString("bottleneck"),
            bottleneckSeconds: Int(try reader.integer("bottleneckSeconds")), isShortest: try reader.flag("shortest"),
            schedules: Int(try reader.integer("schedules")),
            applications: try reader.list("applications", recovery),
            capacityValues: try reader.list("capacityValues") {
                CapacityValue(capacity: try $0.string("capacity"), seconds: Int(try $0.integer("seconds")))
            })
    }

    private static func encode(_ recovery: PredictedRecovery) -> JSONValue {
        .record([
            "application": .string(recovery.application), "steps": .strings(recovery.steps.map(\.text)),
            "priority": .number(recovery.priority), "seconds": .number(recovery.seconds),
            "range": encode(recovery.range), "objective": recovery.objective.map(JSONValue.number) ?? .null,
        ])
    }

    private static func recovery(_ reader: JSONReader) throws -> PredictedRecovery {
        PredictedRecovery(
            application: try reader.string("application"), steps: try reader.strings("steps").map(StepID.init),
            priority: Int(try reader.integer("priority")), seconds: Int(try reader.integer("seconds")),
            range: try range(reader.record("range")), objective: try reader.optionalInteger("objective").map(Int.init))
    }

    private static func encode(_ range: PredictedRange) -> JSONValue {
        .record(["low": .number(range.low), "median": .number(range.median), "high": .number(range.high)])
    }

    private static func range(_ reader: JSONReader) throws -> PredictedRange {
        PredictedRange(
            low: Int(try reader.integer("low")), median: Int(try reader.integer("median")),
            high: Int(try reader.integer("high")))
    }
}
