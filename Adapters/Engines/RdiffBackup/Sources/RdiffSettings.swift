import Contracts
import EngineParts

/// Where an rdiff-backup repository lies and whose it is; it does not say so itself.
struct RdiffSettings: Sendable {
    let path: String
    let host: String
    let places: HostPaths

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        let settings = try EngineSettings(repository, known: ["host", "root"])
        path = try EngineSettings.folder(of: repository)
        host = try settings.required(
            try settings.line("host"), "host", "the host whose files these are, for it does not say so itself")
        places = HostPaths(root: try settings.path("root", mayBeRoot: true) ?? "/")
    }

    /// The second by which rdiff-backup knows a point.
    static func second(of point: String) throws(EngineFailure) -> String {
        guard let seconds = Int64(point), seconds > 0, "\(seconds)" == point else {
            throw EngineFailure(.noSuchPoint, "'\(point.prefix(64))' is no restore point")
        }
        return point
    }
}
