internal import Contracts
internal import Foundation

/// An empty folder for one question, for its owner alone.
struct BorgFolder {
    let path: String

    init() throws(EngineFailure) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "groundup-borg-\(UUID().uuidString)")
        path = folder.path
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw EngineFailure(.noSpace, "expected to make the folder \(folder.path), found: \(error)")
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
