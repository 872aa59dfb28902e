package import Contracts
internal import Foundation

/// An empty folder for one question, for its owner alone.
package struct ScratchFolder: Sendable {
    package let path: String

    /// - Parameter engine: whose question it is; part of the folder's name.
    package init(of engine: String) throws(EngineFailure) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "groundup-\(engine)-\(UUID().uuidString)")
        path = folder.path
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw EngineFailure(.noSpace, "expected to make the folder \(folder.path), found: \(error)")
        }
    }

    /// Writes a file into it that only its owner can read.
    ///
    /// - Returns: its path.
    package func file(_ name: String, _ contents: [UInt8]) throws(EngineFailure) -> String {
        let file = "\(path)/\(name)"
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data(contents), attributes: [.posixPermissions: 0o600])
        else { throw EngineFailure(.noSpace, "expected to write the file \(file), found no way to") }
        return file
    }

    /// Makes the folders on the way to a path.
    package static func make(parentOf path: String) throws(EngineFailure) {
        let parent = URL(filePath: path).deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true) } catch {
            throw EngineFailure(.noSpace, "expected to make the folder \(parent.path), found: \(error)")
        }
    }

    package func remove() { try? FileManager.default.removeItem(atPath: path) }
}
