package import Contracts
internal import Formats
internal import Glibc

/// What a kit takes from the controller that builds it, and does on the machine that opens it.
package struct KitController: KitMachine {
    private let runner: any ProcessRunner
    private let sshConfiguration: String?
    /// In memory, for its owner alone; the kit's own starter looks for secrets there, too.
    private let memory: String

    package init(runner: any ProcessRunner, sshConfiguration: String?, memory: String = KitController.memory) {
        self.runner = runner
        self.sshConfiguration = sshConfiguration
        self.memory = memory
    }

    /// Where secrets of an opened kit are until the machine is switched off.
    package static var memory: String {
        if getuid() == 0 { return "/run/groundup-kit" }
        if let own = getenv("XDG_RUNTIME_DIR") { return String(cString: own) + "/groundup-kit" }
        return "/dev/shm/groundup-kit-\(getuid())"
    }

    package func program() async throws -> [KitItem] {
        guard let own = realpath("/proc/self/exe", nil) else { throw KitFile.failure("/proc/self/exe") }
        defer { free(own) }
        let path = String(cString: own)
        let said = try await succeed("ldd", [path], "the libraries of \(path) could not be listed")
        let libraries = SharedLibraries.carried(String(decoding: said, as: UTF8.self))
        return [
            KitItem("groundup", .bytes(Array(KitScripts.starter.utf8)), isExecutable: true),
            KitItem("program/groundup", .file(path), isExecutable: true),
        ] + libraries.map { KitItem("program/\($0.name)", .file($0.path)) }
    }

    package func sshFiles(reaching destinations: [SSHDestination]) async throws -> (plain: [String], keys: [String]) {
        var plain: Set<String> = Set(sshConfiguration.map { [$0] } ?? [])
        var keys: Set<String> = []
        for destination in destinations {
            var arguments = ["-G"]
            if let sshConfiguration { arguments += ["-F", sshConfiguration] }
            if let login = destination.login { arguments += ["-l", login] }
            let said = try await succeed(
                "ssh", arguments + ["--", destination.host], "how ssh reaches \(destination.host) could not be seen")
            let files = SSHFiles(String(decoding: said, as: UTF8.self))
            plain.formUnion(files.plain.filter(Self.isFile))
            keys.formUnion(files.keys.filter(Self.isFile))
        }
        return (plain.sorted(), keys.sorted())
    }

    package func read(_ path: String) throws -> [UInt8] {
        let file = try KitFile(reading: path)
        let bytes = try file.read(Self.readLimit + 1)
        guard bytes.count <= Self.readLimit else {
            throw GroundupError(
                .kit, "\(path) is longer than \(Self.readLimit) bytes.", hint: "Check that it is the file you meant.")
        }
        return bytes
    }

    package func files(below folder: String) async throws -> [String] {
        let said = try await succeed(
            "find", [folder, "-type", "f", "-printf", "%P\\0"], "the files of \(folder) could not be listed")
        return said.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    package func encrypt(_ bytes: [UInt8], to recipients: [String]) async throws -> [UInt8] {
        let arguments = ["--encrypt"] + recipients.flatMap { ["--recipient", $0] }
        return try await succeed("age", arguments, "age could not encrypt the kit's secrets", input: bytes)
    }

    package func decrypt(_ bytes: [UInt8], identity: String) async throws -> [UInt8] {
        try await succeed(
            "age", ["--decrypt", "--identity", identity], "age could not decrypt the kit's secrets", input: bytes)
    }

    package func keepInMemory(_ bytes: [UInt8], name: String) throws -> String {
        if mkdir(memory, 0o700) != 0, errno != EEXIST { throw KitFile.failure(memory) }
        try requireMemory()
        let path = "\(memory)/\(name)"
        unlink(path)
        let file = try KitFile(making: path, mode: 0o600)
        try file.write(bytes)
        return path
    }

    package func link(_ path: String, to file: String) throws -> Bool {
        try KitFile.makeFolders(above: path)
        if symlink(file, path) == 0 { return true }
        guard errno == EEXIST else { throw KitFile.failure(path) }
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &target, target.count - 1)
        guard count > 0 else { return false }
        return String(decoding: target.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) == file
    }

    private static let readLimit = 64 << 20

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// A folder of our own on a file system that is in memory.
    private func requireMemory() throws {
        var status = stat()
        let isOurs =
            lstat(memory, &status) == 0 && status.st_uid == getuid() && status.st_mode & 0o7777 == 0o700
            && status.st_mode & S_IFMT == S_IFDIR
        let mounts = String(decoding: try read("/proc/self/mounts"), as: UTF8.self)
        guard isOurs, ["tmpfs", "ramfs"].contains(Mounts.kind(of: memory, mounts)) else {
            throw GroundupError(
                .kit, "\(memory) is no folder of your own in memory, so no secret is put there.",
                hint: "Mount a tmpfs above it, such as: mount -t tmpfs tmpfs /run.")
        }
    }

    private func succeed(
        _ program: String, _ arguments: [String], _ problem: String, input: [UInt8] = []
    ) async throws -> [UInt8] {
        let result = try await runner.run(ProcessRequest(program, arguments, input: input, timeout: 300))
        guard result.succeeded else {
            throw GroundupError(
                .kit, "\(problem): \(program) ended \(result.outcome): \(result.errors.suffix(300))",
                hint: "Run '\(program)' yourself to see what it wants.")
        }
        return result.output
    }
}

/// What `/proc/self/mounts` says; pure.
enum Mounts {
    /// The kind of file system that holds an absolute path: that of the last mount on the longest way to it.
    static func kind(of path: String, _ text: String) -> String {
        var found = (point: "", kind: "")
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2 else { continue }
            let isAbove = words[1] == "/" || path == words[1] || path.hasPrefix(words[1] + "/")
            if isAbove, words[1].utf8.count >= found.point.utf8.count { found = (words[1], words[2]) }
        }
        return found.kind
    }
}

/// What `ldd` answered; pure.
enum SharedLibraries {
    /// Parts of the C library, which every system has and which fit only its own loader.
    private static let everywhere = [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libutil.so.1",
    ]

    static func carried(_ text: String) -> [(name: String, path: String)] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count >= 3, words[1] == "=>", words[2].hasPrefix("/"), !everywhere.contains(words[0]),
                TarHeader.isPlain(words[0])
            else { return nil }
            return (words[0], words[2])
        }
    }
}

/// What `ssh -G` answered about files; pure.
struct SSHFiles {
    private(set) var plain: [String] = []
    private(set) var keys: [String] = []

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ").map(String.init)
            let paths = words.dropFirst().map(Self.expanded).filter { $0.hasPrefix("/") && $0 != "/dev/null" }
            switch words.first {
            case "identityfile": keys += paths
            case "userknownhostsfile", "globalknownhostsfile", "certificatefile": plain += paths
            default: break
            }
        }
    }

    private static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
        return String(cString: home) + path.dropFirst()
    }
}
