import Contracts
import EngineParts

/// How a repository of plain trees is laid out, and whose they are.
struct TreeSettings: Sendable {
    enum Layout: String, Sendable, CaseIterable {
        /// Folders `daily.0`, `daily.1`, ... that change their names at each rotation.
        case rsnapshot
        /// Folders with a date in their names.
        case dated
        /// One folder, which is the one point.
        case single
    }

    let path: String
    let layout: Layout
    /// The host whose trees they are; `nil` where each point has a folder for each host.
    let host: String?
    /// The folder in a point that the tree begins with; empty for the point itself.
    let folder: String
    let places: HostPaths
    /// The file of sums in a tree.
    let sums: String
    /// A file whose time tells when a single tree was copied; empty when nothing tells.
    let mark: String
    /// The lock of rsnapshot; empty for none.
    let lock: String

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(
            repository, known: ["layout", "host", "folder", "root", "sums", "mark", "lock"])
        let written = try settings.line("layout") ?? "rsnapshot"
        guard let layout = Layout(rawValue: written) else {
            throw EngineFailure(
                .unsupported, "expected rsnapshot, dated or single as 'layout', found '\(written)'")
        }
        self.layout = layout
        path = try EngineSettings.folder(of: repository)
        host = try settings.line("host")
        folder = try settings.relativePath("folder") ?? ""
        places = HostPaths(root: try settings.path("root", mayBeRoot: true) ?? "/")
        sums = try settings.relativePath("sums") ?? "SHA256SUMS"
        mark = try settings.relativePath("mark") ?? ""
        lock = try settings.path("lock") ?? (layout == .rsnapshot ? "/var/run/rsnapshot.pid" : "")
        guard host != nil || (layout == .rsnapshot && folder.isEmpty) else {
            throw EngineFailure(.unsupported, "expected the setting 'host', for the trees do not say whose they are")
        }
    }

    /// What every question begins with.
    var lines: [String] { [path, layout.rawValue, mark] }

    /// The lines that name a point: what stays its name, and the folder of its tree.
    func lines(of point: String) throws(EngineFailure) -> [String] {
        guard !point.isEmpty, point.utf8.allSatisfy(Self.isPlain) else {
            throw EngineFailure(.noSuchPoint, "'\(point.prefix(64))' is no restore point")
        }
        guard host == nil else { return [point, folder] }
        let parts = point.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, EngineSettings.isPath("/\(parts[1])"), parts[1] != "" else {
            throw EngineFailure(.noSuchPoint, "'\(point.prefix(64))' is no restore point")
        }
        return [String(parts[0]), String(parts[1])]
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "_.:+@-".utf8.contains(byte)
        }
    }
}
