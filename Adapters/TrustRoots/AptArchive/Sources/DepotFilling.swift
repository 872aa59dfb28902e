package import Contracts

extension AptDepot {
    /// Brings in what is missing.
    ///
    /// Order is safety: nothing gets its name before it is verified, packages come before the metadata that lists them,
    /// and the manifest comes last.
    package func fill(_ request: MediaRequest) async throws -> (entries: [DepotEntry], unavailable: [String]) {
        try files.makeFolder("")
        let lock = try DepotLock(files)
        defer { _ = lock }
        let apt = IsolatedApt(files: files, keyring: keyring, environment: environment, runner: runner)
        let sources = try await apt.update(suites: suites)
        let metadata = try await stageMetadata(sources)
        let vendor = try await VendorMedia(files: files, runner: runner).takeIn(request.vendor)

        let selection = PackageSelection(metadata.flatMap(\.verified.packages))
        let (chosen, unavailable) = selection.closure(
            of: request.packages + Self.basePackages, vendor: vendor.map(\.package))
        try await bringIn(chosen, from: metadata, with: apt)
        for suite in metadata { try publish(suite) }
        try VendorMedia(files: files, runner: runner).writeIndex(vendor)

        let manifest = manifest(metadata, chosen, vendor, unavailable)
        try files.write(manifest.bytes, to: DepotManifest.name)
        return (manifest.packages.map(\.entry), unavailable)
    }

    private struct StagedSuite {
        let source: IsolatedApt.Source
        let suite: DepotManifest.Suite
        let verified: SuiteVerification.Verified
    }

    private static let stage = "\(IsolatedApt.folder)/stage"

    /// Copies what apt fetched next to the depot and verifies it there: apt's own files may change under us.
    private func stageMetadata(_ sources: [IsolatedApt.Source]) async throws -> [StagedSuite] {
        try files.makeFolder(Self.stage)
        var staged: [StagedSuite] = []
        for (number, source) in sources.enumerated() {
            let (release, index) = ("\(Self.stage)/\(source.suite).InRelease", "\(Self.stage)/\(source.suite).Packages")
            try files.copy(from: source.release, to: release)
            try files.copy(from: source.index, to: index)
            let verified = try await SuiteVerification(files: files, keyring: keyring, runner: runner).verify(
                releasePath: release, indexPath: index, number: number)
            guard [verified.release.codename, verified.release.suite].contains(source.suite) else {
                throw GroundupError(
                    .media, "Expected metadata of \(source.suite), found that of \(verified.release.codename).",
                    hint: "Check the controller's apt sources.")
            }
            let suite = DepotManifest.Suite(
                archive: source.archive, name: source.suite, origin: verified.release.origin,
                date: verified.release.date, validUntil: verified.release.validUntil, release: verified.releaseDigest,
                index: verified.indexDigest, signers: verified.signers)
            staged.append(StagedSuite(source: source, suite: suite, verified: verified))
        }
        return staged
    }

    /// Fetches the packages that are not there yet with the right contents.
    private func bringIn(
        _ packages: [ArchivePackage], from metadata: [StagedSuite], with apt: IsolatedApt
    ) async throws {
        let incoming = "\(IsolatedApt.folder)/incoming"
        try files.makeFolder(incoming)
        var missing: [(package: ArchivePackage, path: String, source: IsolatedApt.Source)] = []
        for package in packages {
            let source = metadata[package.suite].source
            let path = "\(source.archive)/\(package.path)"
            if files.exists(path), try files.digest(of: path) == package.digest { continue }
            missing.append((package, path, source))
        }
        // In batches, so that an interrupted run keeps what it has.
        for start in stride(from: 0, to: missing.count, by: 64) {
            let batch = missing[start..<min(start + 64, missing.count)]
            let places = batch.map { "\(incoming)/\($0.package.digest)" }
            try await apt.fetch(
                zip(batch, places).map { (uri($0.source, $0.package.path), $1, $0.package.digest) })
            for (wanted, place) in zip(batch, places) { try accept(wanted.package, place, as: wanted.path) }
        }
    }

    private func accept(_ package: ArchivePackage, _ place: String, as path: String) throws {
        let found = try files.digest(of: place)
        guard found == package.digest else {
            files.remove(place)
            throw GroundupError(
                .media, "\(package.path): expected sha256 \(package.digest), found \(found).",
                hint: "Nothing of it is used. Fill the depot again, from another mirror if it happens again.")
        }
        try files.makeFolder(path.split(separator: "/").dropLast().joined(separator: "/"))
        try files.publish(place, as: path)
    }

    private func uri(_ source: IsolatedApt.Source, _ path: String) -> String {
        source.uri.hasSuffix("/") ? source.uri + path : "\(source.uri)/\(path)"
    }

    private func publish(_ staged: StagedSuite) throws {
        try files.makeFolder("\(staged.suite.folder)/main/binary-amd64")
        try files.publish("\(Self.stage)/\(staged.suite.name).Packages", as: staged.suite.indexPath)
        try files.publish("\(Self.stage)/\(staged.suite.name).InRelease", as: staged.suite.releasePath)
    }

    private func manifest(
        _ metadata: [StagedSuite], _ chosen: [ArchivePackage], _ vendor: [(package: ArchivePackage, path: String)],
        _ unavailable: [String]
    ) -> DepotManifest {
        let archived = chosen.map { package in
            let suite = metadata[package.suite].suite
            return DepotManifest.Package(
                name: package.name, version: package.version, architecture: package.architecture,
                path: "\(suite.archive)/\(package.path)", size: package.size, digest: package.digest,
                trust: "archive \(suite.origin) \(suite.name)")
        }
        let pinned = vendor.map { package, path in
            DepotManifest.Package(
                name: package.name, version: package.version, architecture: package.architecture, path: path,
                size: package.size, digest: package.digest, trust: VendorMedia.trust)
        }
        return DepotManifest(
            suites: metadata.map(\.suite), packages: (archived + pinned).sorted { $0.path < $1.path },
            unavailable: unavailable)
    }
}
