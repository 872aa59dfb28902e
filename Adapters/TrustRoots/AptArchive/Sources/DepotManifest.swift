import Contracts
import Formats

/// What a depot holds and who vouches for it, version 1: the file `depot.json`, written last.
struct DepotManifest: Hashable {
    static let name = "depot.json"
    private static let format = "groundup-depot"

    /// The signed metadata of one suite.
    struct Suite: Hashable {
        /// The folder of its archive: `debian` or `debian-security`.
        var archive: String
        var name: String
        var origin: String
        /// When the archive signed it, as the archive writes it.
        var date: String
        var validUntil: String?
        /// SHA-256 of InRelease.
        var release: String
        /// SHA-256 of the index of packages.
        var index: String
        /// Fingerprints of the keys whose signatures hold.
        var signers: [String]

        var folder: String { "\(archive)/dists/\(name)" }
        var releasePath: String { "\(folder)/InRelease" }
        var indexPath: String { "\(folder)/\(Suite.indexName)" }

        static let indexName = "main/binary-amd64/Packages"
    }

    struct Package: Hashable {
        var name: String
        var version: String
        var architecture: String
        /// Below the depot.
        var path: String
        var size: Int
        /// SHA-256 in hexadecimal.
        var digest: String
        var trust: String

        var entry: DepotEntry {
            DepotEntry(package: name, version: version, path: path, digest: digest, trust: trust)
        }
    }

    var suites: [Suite]
    /// Sorted by path.
    var packages: [Package]
    /// Wanted names that nobody offers, sorted.
    var unavailable: [String]
}

extension DepotManifest {
    init(_ bytes: [UInt8]) throws {
        let reader = try JSONReader(try JSONValue.parse(bytes, name: Self.name), path: Self.name)
        try requireVersion(reader, format: Self.format, version: 1)
        suites = try reader.list("suites") { suite in
            Suite(
                archive: try suite.string("archive"), name: try suite.string("name"),
                origin: try suite.string("origin"), date: try suite.string("date"),
                validUntil: try suite.optionalString("validUntil"), release: try suite.string("release"),
                index: try suite.string("index"), signers: try suite.strings("signers"))
        }
        packages = try reader.list("packages") { package in
            Package(
                name: try package.string("name"), version: try package.string("version"),
                architecture: try package.string("architecture"), path: try package.string("path"),
                size: Int(try package.integer("size")), digest: try package.string("digest"),
                trust: try package.string("trust"))
        }
        unavailable = try reader.strings("unavailable")
        for path in suites.map(\.releasePath) + packages.map(\.path) where !PackagesIndex.isPlain(path) {
            throw JSONReader.mismatch("\(Self.name): \(path)", "a path below the depot")
        }
    }

    var bytes: [UInt8] {
        CanonicalJSON.bytes(
            .record([
                "format": .string(Self.format), "version": .integer(1),
                "suites": .array(suites.map(Self.value)), "packages": .array(packages.map(Self.value)),
                "unavailable": .strings(unavailable),
            ]))
    }

    private static func value(_ suite: Suite) -> JSONValue {
        .record([
            "archive": .string(suite.archive), "name": .string(suite.name), "origin": .string(suite.origin),
            "date": .string(suite.date), "validUntil": .optional(suite.validUntil), "release": .string(suite.release),
            "index": .string(suite.index), "signers": .strings(suite.signers),
        ])
    }

    private static func value(_ package: Package) -> JSONValue {
        .record([
            "name": .string(package.name), "version": .string(package.version),
            "architecture": .string(package.architecture), "path": .string(package.path),
            "size": .number(package.size), "digest": .string(package.digest), "trust": .string(package.trust),
        ])
    }
}
