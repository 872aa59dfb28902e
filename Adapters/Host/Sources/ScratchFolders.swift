package import Contracts
internal import Foundation

/// Scratch folders below the state folder, so that they lie on the disk that was chosen for large things.
///
/// Each program has a folder of its own, which it holds locked. What one that was killed left there is removed by the next:
/// nobody reads it any more.
package final class ScratchFolders: ScratchSpace {
    private let parent: String
    /// Held for as long as the folders are used; `-1` when there is none.
    private let lock: Int32

    package init(state: String) {
        let all = absolutePath(state) + "/scratch"
        Self.removeAbandoned(all)
        parent = "\(all)/\(UUID().uuidString)"
        try? FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        lock = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if lock >= 0 { flock(lock, LOCK_EX | LOCK_NB) }
    }

    deinit {
        remove(parent)
        if lock >= 0 { close(lock) }
    }

    package func make() throws(GroundupError) -> String {
        try makeFolder("\(parent)/\(UUID().uuidString)", hint: "Check that the state folder is yours")
    }

    package func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

    private static func removeAbandoned(_ all: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: all)) ?? [] {
            let folder = "\(all)/\(name)"
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: folder) }
        }
    }
}

/// Scratch folders where temporary things lie, for what is small.
package struct TemporaryFolders: ScratchSpace {
    package init() {}

    package func make() throws(GroundupError) -> String {
        let parent = FileManager.default.temporaryDirectory.path
        return try makeFolder("\(parent)/groundup-\(UUID().uuidString)", hint: "Name another place with TMPDIR")
    }

    package func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}

private func makeFolder(_ folder: String, hint: String) throws(GroundupError) -> String {
    do {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
        throw GroundupError(
            .state, "\(folder) cannot be made: \(error.localizedDescription)",
            hint: "\(hint), and that its disk is not full.")
    }
    return folder
}
