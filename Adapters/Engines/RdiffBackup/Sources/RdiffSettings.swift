import Contracts
import EngineParts

/// Where an rdiff-backup repository lies and whose it is; it does not say so itself.
struct RdiffSettings: Sendable {
    let path: String
    let host: String
    let places: HostPaths

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        guard FileSettings.isAbsolute(repository.url) else {
            throw EngineFailure(
                .noRepository, "expected an absolute path as repository, found '\(repository.url.prefix(80))'")
        }
        let settings = try FileSettings(repository, known: ["host", "root"])
        guard let host = settings["host"], !host.isEmpty else {
            throw EngineFailure(
                .unsupported, "expected the setting 'host', for the repository does not say whose it is")
        }
        path = repository.url
        self.host = host
        places = HostPaths(root: try settings.path("root") ?? "/")
    }

    /// The second by which rdiff-backup knows a point.
    static func second(of point: String) throws(EngineFailure) -> String {
        guard let seconds = Int64(point), seconds > 0, "\(seconds)" == point else {
            throw EngineFailure(.noSuchPoint, "'\(point.prefix(64))' is no restore point")
        }
        return point
    }
}
