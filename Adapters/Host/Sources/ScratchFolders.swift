package import Contracts
internal import Foundation

/// Scratch folders below the state folder, so that they lie on the disk that was chosen for large things.
package struct ScratchFolders: ScratchSpace {
    private let parent: String

    /// What an earlier program left there is removed: nobody reads it any more.
    package init(state: String) {
        parent = absolutePath(state) + "/scratch"
        try? FileManager.default.removeItem(atPath: parent)
    }

    package func make() throws(GroundupError) -> String {
        let folder = "\(parent)/\(UUID().uuidString)"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw GroundupError(
                .state, "\(folder) cannot be made: \(error.localizedDescription)",
                hint: "Check that the state folder is yours and that its disk is not full.")
        }
        return folder
    }

    package func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
