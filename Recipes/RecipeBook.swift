package import Estate
internal import Formats

/// The recipes that groundup ships, built into the program.
package enum RecipeBook {
    /// Every recipe by name.
    ///
    /// - Throws: `GroundupError` of code `configuration` with file, line and column; a test reads all of them.
    package static func builtin() throws -> [String: Recipe] {
        var recipes: [String: Recipe] = [:]
        for (file, bytes) in files {
            let recipe = try RecipeDocument.recipe(from: String(decoding: bytes, as: UTF8.self), file: file)
            recipes[recipe.name] = recipe
        }
        return recipes
    }

    /// Each file of this folder; a test compares both.
    package static var files: [(name: String, bytes: [UInt8])] {
        [
            ("barbican.yaml", PackageResources.barbican_yaml),
            ("bind9.yaml", PackageResources.bind9_yaml),
            ("debian-host.yaml", PackageResources.debian_host_yaml),
            ("ganeti.yaml", PackageResources.ganeti_yaml),
            ("generic-service.yaml", PackageResources.generic_service_yaml),
            ("nginx.yaml", PackageResources.nginx_yaml),
            ("postgresql.yaml", PackageResources.postgresql_yaml),
            ("restic-repository.yaml", PackageResources.restic_repository_yaml),
            ("samba-ad-dc.yaml", PackageResources.samba_ad_dc_yaml),
        ]
    }
}
