package import Contracts
package import Estate

/// A file that plans or the configuration name by its path, and where the kit has it.
package struct KitPlace: Hashable, Sendable {
    /// Where it was on the machine that built the kit, and has to be found again.
    package var path: String
    /// Below the kit.
    package var member: String

    package init(path: String, member: String) {
        self.path = path
        self.member = member
    }
}

/// What a recovery kit holds, format `groundup-kit`, version 1; its canonical bytes are what is signed.
package struct KitManifest: Hashable, Sendable {
    package var estateName: String
    package var madeAt: Instant
    /// The version of groundup that is in it.
    package var program: String
    /// Digests of documents.
    package var estate: String
    package var plans: [String]
    /// SHA-256 of `depot.json`.
    package var depot: String
    package var configuration: String
    /// Where the plans expect the depot.
    package var depotPath: String
    package var places: [KitPlace]
    /// References to secrets that are in the encrypted part; never values.
    package var secrets: [String]
    /// Paths of private keys that are in the encrypted part.
    package var keys: [String]
    package var recipients: [String]
    /// Debian packages of the depot that the machine has to have.
    package var tools: [String]
    package var members: [KitMember]

    package init(estateName: String, madeAt: Instant, program: String) {
        self.estateName = estateName
        self.madeAt = madeAt
        self.program = program
        estate = ""
        plans = []
        depot = ""
        configuration = ""
        depotPath = ""
        places = []
        secrets = []
        keys = []
        recipients = []
        tools = []
        members = []
    }

    package static let name = "manifest.json"
    package static let signatureName = "manifest.json.sig"
    private static let format = "groundup-kit"
    private static let version: Int64 = 1
}

extension KitManifest {
    package var bytes: [UInt8] {
        CanonicalJSON.bytes(
            .record([
                "format": .string(Self.format), "version": .integer(Self.version), "estateName": .string(estateName),
                "madeAt": .integer(madeAt.seconds), "program": .string(program), "estate": .string(estate),
                "plans": .strings(plans), "depot": .string(depot), "configuration": .string(configuration),
                "depotPath": .string(depotPath), "secrets": .strings(secrets), "keys": .strings(keys),
                "recipients": .strings(recipients), "tools": .strings(tools),
                "places": .array(
                    places.map { .record(["path": .string($0.path), "member": .string($0.member)]) }),
                "members": .array(
                    members.map {
                        .record([
                            "path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.digest),
                            "executable": .bool($0.isExecutable),
                        ])
                    }),
            ]))
    }

    package init(_ bytes: [UInt8], name: String) throws {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name, limit: 64 << 20), path: name)
        try requireVersion(reader, format: Self.format, version: Self.version)
        self.init(
            estateName: try reader.string("estateName"), madeAt: Instant(seconds: try reader.integer("madeAt")),
            program: try reader.string("program"))
        estate = try reader.string("estate")
        plans = try reader.strings("plans")
        depot = try reader.string("depot")
        configuration = try reader.string("configuration")
        depotPath = try reader.string("depotPath")
        secrets = try reader.strings("secrets")
        keys = try reader.strings("keys")
        recipients = try reader.strings("recipients")
        tools = try reader.strings("tools")
        places = try reader.list("places") {
            KitPlace(path: try $0.string("path"), member: try $0.string("member"))
        }
        members = try reader.list("members") {
            KitMember(
                path: try $0.string("path"), size: try $0.integer("size"), digest: try $0.string("sha256"),
                isExecutable: try $0.flag("executable"))
        }
        for path in places.map(\.path) + keys + [depotPath] where !Self.isAbsolute(path) {
            throw JSONReader.mismatch("\(name): \(path.prefix(80))", "an absolute path without '..'")
        }
    }

    private static func isAbsolute(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.utf8.contains(0)
            && !path.split(separator: "/").contains { $0 == ".." || $0 == "." }
    }
}

/// The encrypted part of a kit: what opens repositories and reaches hosts.
package enum KitSecrets {
    private static let format = "groundup-kit-secrets"

    /// What a file is called that keeps the secret of a reference; it tells nothing of either.
    package static func fileName(of reference: String) -> String { "secret-\(sha256(Array(reference.utf8)))" }

    /// Values by reference, and private keys by path.
    package static func bytes(secrets: [String: [UInt8]], keys: [String: [UInt8]]) -> [UInt8] {
        CanonicalJSON.bytes(
            .record([
                "format": .string(format), "version": .integer(1),
                "secrets": .object(secrets.mapValues { .string($0.hexadecimalText) }),
                "keys": .object(keys.mapValues { .string($0.hexadecimalText) }),
            ]))
    }

    package static func read(_ bytes: [UInt8]) throws -> (secrets: [String: [UInt8]], keys: [String: [UInt8]]) {
        let name = "the kit's secrets"
        let reader = try JSONReader(JSONValue.parse(bytes, name: name, limit: 16 << 20), path: name)
        try requireVersion(reader, format: format, version: 1)
        return (try values(reader.record("secrets")), try values(reader.record("keys")))
    }

    private static func values(_ reader: JSONReader) throws -> [String: [UInt8]] {
        var values: [String: [UInt8]] = [:]
        for name in reader.members.keys {
            guard let value = [UInt8](hexadecimalText: try reader.string(name)) else {
                throw JSONReader.mismatch("\(reader.path).\(name)", "a value")
            }
            values[name] = value
        }
        return values
    }
}

/// A signed decision as a file of a kit, format `groundup-decision`, version 1.
package enum DecisionDocument {
    package static func bytes(_ decision: StoredDecision) -> [UInt8] {
        CanonicalJSON.bytes(
            .record([
                "format": .string("groundup-decision"), "version": .integer(1),
                "plan": .optional(decision.planDigest), "receivedAt": .integer(decision.receivedAt.seconds),
                "statement": .string(decision.statement.hexadecimalText),
                "signature": .string(decision.signature.hexadecimalText),
            ]))
    }

    package static func read(_ bytes: [UInt8], name: String) throws -> StoredDecision {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name, limit: 1 << 20), path: name)
        try requireVersion(reader, format: "groundup-decision", version: 1)
        guard let statement = [UInt8](hexadecimalText: try reader.string("statement")),
            let signature = [UInt8](hexadecimalText: try reader.string("signature"))
        else { throw JSONReader.mismatch(name, "a signed statement") }
        return StoredDecision(
            planDigest: try reader.optionalString("plan"), statement: statement, signature: signature,
            receivedAt: Instant(seconds: try reader.integer("receivedAt")))
    }
}
