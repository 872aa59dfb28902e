package import Estate

extension EstateDocument {
    /// One dependency with its evidence.
    package static func encode(_ dependency: Dependency) -> JSONValue {
        .record([
            "dependent": .string(dependency.dependent.text), "provider": .string(dependency.provider.text),
            "kind": .string(dependency.kind.rawValue), "phase": .string(dependency.phase.rawValue),
            "strength": .string(dependency.strength.rawValue), "protocol": .optional(dependency.applicationProtocol),
            "port": dependency.port.map(JSONValue.number), "evidence": .array(dependency.evidence.map(encode)),
        ])
    }

    static func dependency(_ reader: JSONReader) throws -> Dependency {
        Dependency(
            key: DependencyKey(
                dependent: AssetID(try reader.string("dependent")), provider: AssetID(try reader.string("provider")),
                kind: try reader.choice("kind", DependencyKind.self),
                phase: try reader.choice("phase", DependencyPhase.self)),
            strength: try reader.choice("strength", DependencyStrength.self),
            applicationProtocol: try reader.optionalString("protocol"),
            port: try reader.optionalInteger("port").map(Int.init), evidence: try reader.list("evidence", evidence))
    }

    private static func encode(_ evidence: Evidence) -> JSONValue {
        .record([
            "source": .string(evidence.source), "detail": .string(evidence.detail),
            "firstSeen": .integer(evidence.firstSeen.seconds), "lastSeen": .integer(evidence.lastSeen.seconds),
            "directionRule": .string(evidence.directionRule),
        ])
    }

    private static func evidence(_ reader: JSONReader) throws -> Evidence {
        Evidence(
            source: try reader.string("source"), detail: try reader.string("detail"),
            firstSeen: Instant(seconds: try reader.integer("firstSeen")),
            lastSeen: Instant(seconds: try reader.integer("lastSeen")),
            directionRule: try reader.string("directionRule"))
    }
}
