/// What a depot's own list says, for those who have only that file: names, paths and hashes of packages.
package struct DepotListing: Sendable {
    /// Names of packages and the paths of their files below the depot, with SHA-256.
    package let packages: [(name: String, path: String, digest: String)]
    /// Names that nobody offered when it was filled.
    package let unavailable: Set<String>

    package init(_ bytes: [UInt8], name: String) throws {
        let reader = try JSONReader(JSONValue.parse(bytes, name: name), path: name)
        try requireVersion(reader, format: "groundup-depot", version: 1)
        packages = try reader.list("packages") {
            (try $0.string("name"), try $0.string("path"), try $0.string("digest"))
        }
        unavailable = Set(try reader.strings("unavailable"))
    }
}
