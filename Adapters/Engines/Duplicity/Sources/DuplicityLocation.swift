import Contracts
import EngineParts
import Foundation

/// Where a duplicity repository lies: a folder that the controller reaches as `file:///path`.
///
/// Other places are refused: duplicity makes a folder that lacks, and a repository is never written to.
struct DuplicityLocation: Sendable {
    let url: String
    let path: String
    let places: HostPaths?
    /// The host, where the configuration names another one than the backup does.
    let host: String?
    /// The folder of GnuPG with keys, for repositories that are encrypted to some.
    let keys: String?

    init(_ repository: RepositoryEntry) throws(EngineFailure) {
        guard repository.via == nil, repository.url.hasPrefix("file:///"),
            EngineSettings.isPath(String(repository.url.dropFirst(7)))
        else {
            throw EngineFailure(
                .unsupported,
                "expected file:///path, found '\(repository.url.prefix(80))'; mount other places, for duplicity makes folders in them"
            )
        }
        let settings = try EngineSettings(repository, known: ["host", "root", "keys"])
        url = repository.url
        path = String(repository.url.dropFirst(7))
        places = try settings.path("root", mayBeRoot: true).map { HostPaths(root: $0) }
        host = try settings.line("host")
        keys = try settings.path("keys")
    }

    /// The names of its files; throws when there is no such folder.
    func files() throws(EngineFailure) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw EngineFailure(.noRepository, "there is no folder \(path)")
        }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix("duplicity-") }
        } catch {
            throw EngineFailure(.permission, "the folder \(path) cannot be read: \(error)")
        }
    }
}
