import Contracts
import EngineParts

/// Where copies lie that rclone made: an absolute path, or `REMOTE:path` with a remote of its configuration.
struct RcloneLocation: Sendable {
    enum Layout: String, Sendable, CaseIterable {
        /// The copy is the one point.
        case single
        /// Folders with a date in their names.
        case dated
    }

    let url: String
    /// The name of the remote, `nil` for a path of the controller.
    let remote: String?
    let layout: Layout
    let host: String
    /// The folder in a dated one that the tree begins with; empty for the folder itself.
    let folder: String
    let places: HostPaths
    let sums: String
    /// A file whose time tells when a single copy was made; empty when nothing tells.
    let mark: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let parts = repository.url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let isPath = repository.url.hasPrefix("/")
        // Remotes that are described in the address itself would put secrets into it.
        guard
            isPath
                ? EngineSettings.isPath(repository.url)
                : parts.count == 2 && Self.isName(parts[0]) && Self.isPath(parts[1])
        else {
            throw EngineFailure(
                .noRepository, "expected an absolute path or REMOTE:path, found '\(repository.url.prefix(80))'")
        }
        guard repository.via == nil else {
            throw EngineFailure(.unsupported, "rclone reaches other hosts by its remotes, not by 'via'")
        }
        let settings = try EngineSettings(repository, known: ["layout", "host", "folder", "root", "sums", "mark"])
        let written = try settings.line("layout") ?? "single"
        guard let layout = Layout(rawValue: written) else {
            throw EngineFailure(
                .unsupported, "expected single or dated as 'layout', found '\(written)'")
        }
        url = repository.url
        remote = isPath ? nil : parts[0]
        self.layout = layout
        host = try settings.required(
            try settings.line("host"), "host", "the host whose files these are, for the copy does not say so")
        folder = try settings.relativePath("folder") ?? ""
        places = HostPaths(root: try settings.path("root", mayBeRoot: true) ?? "/")
        sums = try settings.relativePath("sums") ?? "SHA256SUMS"
        mark = try settings.relativePath("mark") ?? ""
    }

    /// A file or folder below the repository, as rclone names it.
    func path(_ parts: String...) -> String {
        parts.filter { !$0.isEmpty }.reduce(url) { $0.hasSuffix(":") || $0.hasSuffix("/") ? $0 + $1 : "\($0)/\($1)" }
    }

    /// The folder with the tree of a point.
    func tree(of point: String) throws(EngineFailure) -> String {
        guard EngineSettings.isPath("/\(point)"), !point.contains("/"), !point.isEmpty else {
            throw EngineFailure(.noSuchPoint, "'\(point.prefix(64))' is no restore point")
        }
        return layout == .dated ? path(point, folder) : path(folder)
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || "_.+@-".utf8.contains(byte)
            }
    }

    /// Relative or absolute on the remote; empty for all of it.
    private static func isPath(_ path: String) -> Bool {
        path.isEmpty || EngineSettings.isPath(path.hasPrefix("/") ? path : "/\(path)")
    }
}
