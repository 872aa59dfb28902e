package import Contracts
internal import Formats

/// A partial mirror of Debian that keeps the archive's own signed metadata, so that apt on a bare host verifies
/// everything itself.
///
/// ```
/// depot.json                                what is here and who vouches for it; written last
/// debian/dists/SUITE/InRelease              as the archive signed it
/// debian/dists/SUITE/main/binary-amd64/Packages
/// debian/pool/...                           only the packages that are needed
/// debian-security/...                       the same
/// local/                                    vendor packages, each pinned by the configuration; index.tsv
/// ```
package struct AptDepot: MediaDepot {
    package let path: String
    let files: DepotFiles
    let keyring: String
    let suites: [String]
    let environment: [String: String]
    let runner: any ProcessRunner

    /// What the base image and every rebuilt host need besides the archive's required packages.
    package static let basePackages = [
        "apt", "dbus", "iproute2", "openssh-server", "python3-minimal", "systemd", "systemd-sysv",
    ]

    /// The keys that Debian's own package of the archive's keys installs.
    package static let debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

    /// - Parameters:
    ///   - path: an absolute path; made when absent.
    ///   - keyring: the keys that may vouch for an archive.
    ///   - environment: what the controller's apt needs of the environment, such as `https_proxy`.
    package init(
        path: String, runner: any ProcessRunner, keyring: String = AptDepot.debianKeyring,
        suites: [String] = ["bookworm", "bookworm-updates", "bookworm-security"], environment: [String: String] = [:]
    ) {
        self.path = path
        files = DepotFiles(root: path)
        self.keyring = keyring
        self.suites = suites
        self.environment = environment
        self.runner = runner
    }

    package func contents() throws -> [DepotEntry] {
        files.exists(DepotManifest.name) ? try readManifest().packages.map(\.entry) : []
    }

    package func digest() throws -> String? {
        // The manifest names every file with its hash, and the archive's signed metadata with theirs.
        files.exists(DepotManifest.name) ? sha256(try files.read(DepotManifest.name, limit: 256 << 20)) : nil
    }

    package func verify() async throws -> [DepotEntry] {
        let manifest = try readManifest()
        guard !manifest.suites.isEmpty, !manifest.packages.isEmpty else {
            throw GroundupError(.media, "\(path) holds no packages, so nothing was verified.", hint: "Fill the depot.")
        }
        var vouched: [String: String] = [:]
        for (number, suite) in manifest.suites.enumerated() {
            for package in try await verified(suite, number).packages {
                vouched["\(suite.archive)/\(package.path)"] = package.digest
            }
        }
        for package in manifest.packages {
            let digest = package.trust == VendorMedia.trust ? package.digest : vouched[package.path]
            try check(package, against: digest)
        }
        return manifest.packages.map(\.entry)
    }

    private func verified(_ suite: DepotManifest.Suite, _ number: Int) async throws -> SuiteVerification.Verified {
        let verified = try await SuiteVerification(files: files, keyring: keyring, runner: runner).verify(
            releasePath: suite.releasePath, indexPath: suite.indexPath, number: number)
        guard verified.releaseDigest == suite.release else {
            throw GroundupError(
                .media,
                "\(suite.releasePath): expected sha256 \(suite.release) as \(DepotManifest.name) says, "
                    + "found \(verified.releaseDigest).",
                hint: "Filling was interrupted, or somebody replaced it by another signed one: fill the depot again.")
        }
        return verified
    }

    private func check(_ package: DepotManifest.Package, against digest: String?) throws {
        guard let digest, digest == package.digest else {
            throw GroundupError(
                .media,
                "\(package.path): \(DepotManifest.name) says sha256 \(package.digest), "
                    + "the archive's signed index says \(digest ?? "nothing of it").",
                hint: "Nothing is installed from it. Fill the depot again.")
        }
        let found = files.exists(package.path) ? try files.digest(of: package.path) : "no such file"
        guard found == digest else {
            throw GroundupError(
                .media, "\(package.path): expected sha256 \(digest), found \(found).",
                hint: "Nothing is installed from it. Remove the file and fill the depot again.")
        }
    }

    private func readManifest() throws -> DepotManifest {
        guard files.exists(DepotManifest.name) else {
            throw GroundupError(.media, "\(path) holds no \(DepotManifest.name).", hint: "Fill the depot first.")
        }
        return try DepotManifest(try files.read(DepotManifest.name, limit: 256 << 20))
    }
}
