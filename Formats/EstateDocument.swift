package import Estate

/// The estate on disk and wire: format `groundup-estate`, version 1.
package enum EstateDocument {
    package static func bytes(_ estate: Estate) -> [UInt8] { CanonicalJSON.bytes(encode(estate)) }

    package static func encode(_ estate: Estate) -> JSONValue {
        .record([
            "format": .string("groundup-estate"), "version": .integer(1), "name": .string(estate.name),
            "observedAt": .integer(estate.observedAt.seconds),
            "assets": .array(estate.assets.map(encode)),
            "dependencies": .array(estate.dependencies.map(encode)),
            "profiles": .object(
                Dictionary(
                    uniqueKeysWithValues: estate.profiles.map { ($0.key.text, HostProfileDocument.encode($0.value)) })),
            "blindSpots": .array(
                estate.blindSpots.map { .record(["subject": .string($0.subject), "reason": .string($0.reason)]) }),
            "fingerprints": .array(
                estate.fingerprints.map {
                    .record([
                        "asset": .string($0.asset.text), "name": .string($0.name), "value": .string($0.value),
                    ])
                }),
        ])
    }

    /// The estate in `bytes`, once nothing in it contradicts anything else.
    ///
    /// - Throws: `GroundupError` with code `hostileInput` that names the document, the place in it and what was expected.
    package static func read(_ bytes: [UInt8], name: String) throws -> Estate {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name), path: name)
        try requireVersion(reader, format: "groundup-estate", version: 1)
        let profiles = try JSONReader(reader.members["profiles"] ?? .null, path: "\(name).profiles")
        let assets = try reader.list("assets", asset)
        let dependencies = try reader.list("dependencies", dependency)
        let estate = Estate(
            name: try reader.string("name"), observedAt: Instant(seconds: try reader.integer("observedAt")),
            assets: assets, dependencies: dependencies,
            profiles: Dictionary(
                uniqueKeysWithValues: try profiles.members.map { key, value in
                    let profile = try JSONReader(value, path: "\(profiles.path).\(key)")
                    return (AssetID(key), try HostProfileDocument.read(profile))
                }),
            blindSpots: try reader.list("blindSpots") {
                BlindSpot(subject: try $0.string("subject"), reason: try $0.string("reason"))
            },
            fingerprints: try reader.list("fingerprints") {
                Fingerprint(
                    asset: AssetID(try $0.string("asset")), name: try $0.string("name"), value: try $0.string("value"))
            })
        try EstateDocumentChecks(name: name, estate: estate, assets: assets, dependencies: dependencies).run()
        return estate
    }

    private static func encode(_ asset: Asset) -> JSONValue {
        .record([
            "id": .string(asset.id.text), "kind": .string(asset.kind.rawValue), "host": .optional(asset.host?.text),
            "recipe": .optional(asset.recipe), "unit": .optional(asset.unit), "package": .optional(asset.package),
            "listeners": .array(asset.listeners.map(encode)), "dataset": asset.dataset.map(encode),
        ])
    }

    private static func asset(_ reader: JSONReader) throws -> Asset {
        let profile = try reader.members["dataset"].map { value in
            try dataset(JSONReader(value, path: "\(reader.path).dataset"))
        }
        return Asset(
            id: AssetID(try reader.string("id")), kind: try reader.choice("kind", AssetKind.self),
            host: try reader.optionalString("host").map(AssetID.init), recipe: try reader.optionalString("recipe"),
            unit: try reader.optionalString("unit"), package: try reader.optionalString("package"),
            listeners: try reader.list("listeners") {
                Listener(
                    transport: try $0.string("transport"), address: try $0.string("address"),
                    port: Int(try $0.integer("port")))
            },
            dataset: profile)
    }

    private static func encode(_ listener: Listener) -> JSONValue {
        .record([
            "transport": .string(listener.transport), "address": .string(listener.address),
            "port": .number(listener.port),
        ])
    }

    private static func encode(_ dataset: DatasetProfile) -> JSONValue {
        .record([
            "path": .string(dataset.path), "bytes": dataset.bytes.map(JSONValue.integer),
            "dumpPath": .optional(dataset.dumpPath), "foundBy": .string(dataset.foundBy),
        ])
    }

    private static func dataset(_ reader: JSONReader) throws -> DatasetProfile {
        DatasetProfile(
            path: try reader.string("path"), bytes: try reader.optionalInteger("bytes"),
            dumpPath: try reader.optionalString("dumpPath"), foundBy: try reader.string("foundBy"))
    }
}
