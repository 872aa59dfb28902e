import Contracts

/// The chain from the archive's keys to one suite's index of packages.
struct SuiteVerification: Sendable {
    let files: DepotFiles
    let keyring: String
    let runner: any ProcessRunner

    /// Larger than Debian's by an order of magnitude.
    static let indexLimit = 512 << 20

    struct Verified {
        let release: ReleaseFile
        let signers: [String]
        let releaseDigest: String
        let indexDigest: String
        let packages: [ArchivePackage]
    }

    /// Verifies the signature of `releasePath`, the index against it, and reads the index.
    ///
    /// - Parameter number: what the packages say about where they come from.
    func verify(releasePath: String, indexPath: String, number: Int) async throws -> Verified {
        let (release, signers) = try await signedText(of: releasePath)
        guard let listed = release.files[DepotManifest.Suite.indexName] else {
            throw GroundupError(
                .media, "\(releasePath) does not list \(DepotManifest.Suite.indexName).", hint: "Fill the depot again.")
        }
        let index = try files.read(indexPath, limit: Self.indexLimit)
        let found = try files.digest(of: indexPath)
        guard found == listed.digest, index.count == listed.size else {
            throw GroundupError(
                .media, "\(indexPath): expected sha256 \(listed.digest) as \(releasePath) says, found \(found).",
                hint: "Nothing is installed from it. Fill the depot again.")
        }
        return Verified(
            release: release, signers: signers, releaseDigest: try files.digest(of: releasePath), indexDigest: found,
            packages: try PackagesIndex.packages(in: index, suite: number, file: indexPath))
    }

    /// Only what the signature covers is read, so nothing before or after the signed text counts.
    private func signedText(of path: String) async throws -> (ReleaseFile, [String]) {
        let text = "\(IsolatedApt.folder)/signed-text"
        try files.makeFolder(IsolatedApt.folder)
        files.remove(text)
        let result = try await runner.run(
            ProcessRequest(
                "gpgv",
                ["--status-fd", "1", "--keyring", keyring, "--output", files.path(text), "--", files.path(path)],
                outputLimit: 1 << 20))
        let signature = try ArchiveSignature(status: result.output, file: path)
        defer { files.remove(text) }
        let bytes = try files.read(text, limit: ReleaseFile.sizeLimit)
        return (try ReleaseFile(bytes, file: path), signature.signers)
    }
}
