package import Contracts
package import DataHealth
internal import Formats

/// The content of files on this machine.
///
/// Files are read into buffers of fixed size, not mapped: a file that is cut while it is read then is an error, where a
/// mapping would end the program.
package struct FileContent: ContentFiles {
    package init() {}

    package func tree(at path: String) throws(GroundupError) -> FileTree { try FileWalk.tree(at: path) }

    package func examine(
        _ entry: FileTree.Entry, in tree: FileTree, with inspector: ContentInspector
    ) -> ContentExamination {
        let name = String(decoding: entry.path, as: UTF8.self)
        do throws(ReadFailure) {
            let source = try FileSource(path: tree.fullPath(of: entry.path))
            var digest = RunningDigest()
            var examination = inspector.examine(source, name: name) { digest.update($0) }
            guard examination.failure == nil else { return examination }
            // What changed under the eyes is neither the old nor the new content.
            guard source.isUnchanged else {
                return inspector.unreadable(name: name, "It changed while it was read.")
            }
            examination.digest = digest.text
            return examination
        } catch {
            return inspector.unreadable(name: name, error.reason)
        }
    }
}
