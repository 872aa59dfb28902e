private import Synchronization

/// The files that somebody asks for by path, gathered in the very bytes of their names.
///
/// A path that is asked for may have lost bytes when it became text, so names are compared as text and kept as bytes.
package final class ChosenFiles: Sendable {
    private let wanted: Set<String>
    private let places: HostPaths
    private let names = Mutex<[UInt8]>([])

    /// - Parameter paths: absolute paths on the host; a folder stands for all that lies in it.
    package init(_ paths: [String], places: HostPaths) {
        wanted = Set(paths)
        self.places = places
    }

    /// - Parameter name: of a file, relative to the tree.
    package func consider(_ name: [UInt8]) {
        let path = places.path(String(decoding: name, as: UTF8.self))
        guard wanted.contains(path) || Self.folders(of: path).contains(where: wanted.contains) else { return }
        names.withLock { $0 += Array("./".utf8) + name + [0] }
    }

    /// Each as `./NAME`, with NUL after it.
    package var list: [UInt8] { names.withLock { $0 } }

    private static func folders(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    }
}
