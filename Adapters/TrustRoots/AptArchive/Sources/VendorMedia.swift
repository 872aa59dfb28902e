import Contracts

/// Package files from outside the archive: the hash in the configuration is all that vouches for them.
struct VendorMedia: Sendable {
    static let folder = "local"
    static let index = "local/index.tsv"
    static let trust = "pinned by configuration"

    let files: DepotFiles
    let runner: any ProcessRunner

    /// Takes in files whose hash is the pinned one; refuses the first that differs before anything of it is visible.
    func takeIn(_ media: [MediaEntry]) async throws -> [(package: ArchivePackage, path: String)] {
        try files.makeFolder(Self.folder)
        var taken: [(package: ArchivePackage, path: String)] = []
        for entry in media {
            let temporary = "\(Self.folder)/.incoming"
            try files.copy(from: entry.path, to: temporary)
            // The copy is hashed, not the original: what was checked is what stays.
            let found = try files.digest(of: temporary)
            guard found == entry.digest.lowercased() else {
                files.remove(temporary)
                throw GroundupError(
                    .media, "\(entry.path): expected sha256 \(entry.digest.lowercased()), found \(found).",
                    hint: "Nothing of it is used. Check where the file comes from, then correct the file or the pin.")
            }
            let package = try await fields(of: temporary, entry)
            let path = "\(Self.folder)/\(fileName(package))"
            guard PackagesIndex.isPlain(path), path.split(separator: "/").count == 2 else {
                throw Self.unreadable(entry, "the odd name \(path.prefix(200))")
            }
            try files.publish(temporary, as: path)
            taken.append((package, path))
        }
        return taken
    }

    /// The list that the media step reads: name, version, hash and path.
    func writeIndex(_ taken: [(package: ArchivePackage, path: String)]) throws {
        let lines = taken.map { "\($0.package.name)\t\($0.package.version)\t\($0.package.digest)\t\($0.path)\n" }
        try files.write(Array(lines.sorted().joined().utf8), to: Self.index)
    }

    private func fields(of file: String, _ entry: MediaEntry) async throws -> ArchivePackage {
        let result = try await runner.run(
            ProcessRequest("dpkg-deb", ["--field", files.path(file)], outputLimit: 1 << 20))
        guard result.succeeded else { throw Self.unreadable(entry, String(result.errors.prefix(300))) }
        let extra = "Filename: \(file)\nSize: \(files.size(file))\nSHA256: \(entry.digest.lowercased())\n"
        let stanza = result.output + Array(extra.utf8)
        guard let package = try PackagesIndex.packages(in: stanza, suite: -1, file: entry.path).first else {
            throw Self.unreadable(entry, "no package name in it")
        }
        return package
    }

    private func fileName(_ package: ArchivePackage) -> String {
        let version = package.version.split(separator: ":").last.map(String.init) ?? ""
        return "\(package.name)_\(version)_\(package.architecture).deb"
    }

    private static func unreadable(_ entry: MediaEntry, _ found: String) -> GroundupError {
        GroundupError(
            .media, "\(entry.path): expected a Debian package, found \(found).",
            hint: "Name a .deb file under media in the configuration.")
    }
}
