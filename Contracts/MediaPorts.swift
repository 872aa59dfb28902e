internal import Estate

/// What a depot has to hold: packages by host, and vendor files pinned by hash.
package struct MediaRequest: Hashable, Sendable {
    /// Package names that hosts had; the newest version that the archive vouches for is taken.
    package var packages: [String]
    package var vendor: [MediaEntry]

    package init(packages: [String], vendor: [MediaEntry]) {
        self.packages = packages
        self.vendor = vendor
    }
}

/// One package file of the depot and who vouches for it.
package struct DepotEntry: Hashable, Sendable {
    package let package: String
    package let version: String
    package let path: String
    /// SHA-256 in hexadecimal.
    package let digest: String
    /// Such as `archive Debian bookworm-security` or `pinned by configuration`.
    package let trust: String

    package init(package: String, version: String, path: String, digest: String, trust: String) {
        self.package = package
        self.version = version
        self.path = path
        self.digest = digest
        self.trust = trust
    }
}

/// The verified store of media.
package protocol MediaDepot: Sendable {
    /// The folder that it is kept in.
    var path: String { get }

    /// SHA-256 of everything that it holds and who vouches for it; `nil` before it was filled.
    func digest() throws -> String?

    /// Brings in what is missing, each file verified before it becomes visible; packages that nobody offers are returned.
    func fill(_ request: MediaRequest) async throws -> (entries: [DepotEntry], unavailable: [String])

    /// What it holds as its manifest says, without verifying anything; empty before it was filled.
    func contents() throws -> [DepotEntry]

    /// Verifies every file again, from the archive's signature down; throws at the first that does not hold.
    func verify() async throws -> [DepotEntry]
}

/// Runs a read-only script on a host and returns what it printed.
package protocol RemoteShell: Sendable {
    /// - Parameters:
    ///   - script: constant text; data comes in as `environment` only.
    func run(_ script: String, environment: [String: String], on host: HostEntry, timeout: Int) async throws
        -> ProcessResult
}
