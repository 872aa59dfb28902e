internal import Contracts
internal import Glibc

/// Lists a tree without recursion, so that its depth costs no stack.
struct FileWalk {
    private let root: [UInt8]
    private var files: [FileTree.Entry] = []
    private var skipped: [FileTree.Skipped] = []
    private var folders: [[UInt8]] = [[]]

    private init(root: [UInt8]) { self.root = root }

    static func tree(at path: String) throws(GroundupError) -> FileTree {
        var status = stat()
        guard !path.utf8.contains(0), lstat(path, &status) == 0 else {
            let reason = path.utf8.contains(0) ? "its name holds a zero byte" : String(cString: strerror(errno))
            throw GroundupError(.usage, "'\(path)' cannot be inspected: \(reason).", hint: "Name a folder or a file.")
        }
        let bytes = Array(path.utf8)
        switch status.st_mode & S_IFMT {
        case S_IFREG: return single(bytes, size: Int(status.st_size))
        case S_IFDIR:
            var walk = FileWalk(root: bytes)
            while let folder = walk.folders.popLast() { walk.list(folder) }
            return FileTree(
                root: bytes, isSingleFile: false,
                files: walk.files.sorted { $0.path.lexicographicallyPrecedes($1.path) },
                skipped: walk.skipped.sorted { $0.path.lexicographicallyPrecedes($1.path) })
        case S_IFLNK:
            throw GroundupError(
                .usage, "'\(path)' is a symbolic link, and links are not followed.", hint: "Name what it points to.")
        default:
            throw GroundupError(.usage, "'\(path)' is neither a folder nor a regular file.", hint: "Name one.")
        }
    }

    private static func single(_ path: [UInt8], size: Int) -> FileTree {
        let slash = path.lastIndex(of: 0x2F)
        let root = slash.map { $0 == 0 ? [0x2F] : Array(path[..<$0]) } ?? []
        let name = slash.map { Array(path[($0 + 1)...]) } ?? path
        return FileTree(root: root, isSingleFile: true, files: [.init(path: name, size: size)], skipped: [])
    }

    /// Notes what is in one folder, which is named relative to the root.
    private mutating func list(_ folder: [UInt8]) {
        let path = folder.isEmpty ? root : root + [0x2F] + folder
        let descriptor = path.withCPath { open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard descriptor >= 0, let stream = fdopendir(descriptor) else {
            return skip(folder, "The folder cannot be read: \(String(cString: strerror(errno))).", hidesContent: true)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 {
                    skip(folder, "The folder cannot be read: \(String(cString: strerror(errno))).", hidesContent: true)
                }
                return
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2E], name != [0x2E, 0x2E] { note(name, in: folder, descriptor) }
        }
    }

    private mutating func note(_ name: [UInt8], in folder: [UInt8], _ descriptor: Int32) {
        let path = folder.isEmpty ? name : folder + [0x2F] + name
        var status = stat()
        guard name.withCPath({ fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }) == 0 else {
            return skip(path, "It cannot be looked at: \(String(cString: strerror(errno))).", hidesContent: true)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: files.append(.init(path: path, size: Int(status.st_size)))
        case S_IFDIR: folders.append(path)
        case S_IFLNK: skip(path, "A symbolic link is not followed.")
        case S_IFIFO: skip(path, "A pipe is not opened.")
        case S_IFSOCK: skip(path, "A socket is not opened.")
        default: skip(path, "A device is not opened.")
        }
    }

    private mutating func skip(_ path: [UInt8], _ reason: String, hidesContent: Bool = false) {
        skipped.append(.init(path: path, reason: reason, hidesContent: hidesContent))
    }
}

extension [UInt8] {
    /// Calls `body` with these bytes as a path of the C library.
    func withCPath(_ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
        (map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { path in
            path.baseAddress.map(body) ?? -1
        }
    }
}
