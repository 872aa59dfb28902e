package import Contracts
internal import Formats
internal import Glibc

/// A kit as a tar archive of plain files, so that any system opens it; compressed by zstd when its name ends in `.zst`.
package struct TarArchive: KitArchive {
    private let runner: any ProcessRunner

    package init(runner: any ProcessRunner) {
        self.runner = runner
    }

    package func member(_ item: KitItem) throws -> KitMember {
        var digest = RunningDigest()
        var size: Int64 = 0
        try Self.stream(item) { part in
            part.withUnsafeBytes { digest.update($0) }
            size += Int64(part.count)
        }
        return KitMember(path: item.path, size: size, digest: digest.text, isExecutable: item.isExecutable)
    }

    package func write(_ items: [KitItem], to path: String) async throws {
        let new = "\(path).partial"
        unlink(new)
        defer { unlink(new) }
        try writeArchive(items, to: new)
        if path.hasSuffix(".zst") {
            let compressed = "\(path).compressed"
            unlink(compressed)
            defer { unlink(compressed) }
            try await zstd(["-q", "-T0", "-o", compressed, "--", new])
            guard rename(compressed, path) == 0 else { throw KitFile.failure(path) }
        } else {
            guard rename(new, path) == 0 else { throw KitFile.failure(path) }
        }
    }

    package func read(_ path: String, keep: @Sendable (String) -> Bool) async throws -> KitContents {
        var contents = KitContents(members: [], kept: [:])
        try await plain(path) { archive in
            try TarReading(archive).run { header, parts in
                var digest = RunningDigest()
                var kept: [UInt8] = []
                let isWanted = keep(header.path) && header.size <= Self.keptLimit
                try parts { part in
                    part.withUnsafeBytes { digest.update($0) }
                    if isWanted { kept += part }
                }
                if isWanted { contents.kept[header.path] = kept }
                contents.members.append(
                    KitMember(
                        path: header.path, size: header.size, digest: digest.text, isExecutable: header.isExecutable))
            }
        }
        return contents
    }

    package func unpack(_ path: String, to folder: String) async throws {
        guard access(folder, F_OK) != 0 else {
            throw GroundupError(
                .usage, "\(folder) is there already.", hint: "Name a folder that does not exist; it is made.")
        }
        let new = "\(folder).partial"
        // What an interrupted opening left is nobody's.
        _ = try await runner.run(ProcessRequest("rm", ["-rf", "--one-file-system", "--", new], timeout: 600))
        try KitFile.makeFolders(above: "\(new)/x")
        try await plain(path) { archive in
            try TarReading(archive).run { header, parts in
                let place = "\(new)/\(header.path)"
                try KitFile.makeFolders(above: place)
                let file = try KitFile(making: place, mode: header.isExecutable ? 0o755 : 0o644)
                try parts { try file.write($0) }
                try file.synchronize()
            }
        }
        guard rename(new, folder) == 0 else { throw KitFile.failure(folder) }
    }

    /// Bytes of one file that are held in memory.
    private static let keptLimit: Int64 = 256 << 20

    private static func stream(_ item: KitItem, _ body: ([UInt8]) throws -> Void) throws {
        switch item.content {
        case .bytes(let bytes): try body(bytes)
        case .file(let path): try KitFile.stream(path, body)
        }
    }

    private func writeArchive(_ items: [KitItem], to path: String) throws {
        let file = try KitFile(making: path, mode: 0o600)
        for item in items {
            let member = try member(item)
            try file.write(
                TarHeader(path: item.path, size: member.size, isExecutable: item.isExecutable).bytes())
            var written: Int64 = 0
            try Self.stream(item) { part in
                try file.write(part)
                written += Int64(part.count)
            }
            guard written == member.size else {
                throw GroundupError(
                    .kit, "\(item.path) changed while the kit was written.", hint: "Build the kit again.")
            }
            try file.write([UInt8](repeating: 0, count: TarReading.padding(member.size)))
        }
        try file.write([UInt8](repeating: 0, count: 2 * TarHeader.length))
        try file.synchronize()
    }

    /// Calls `body` with the path of the archive itself.
    private func plain(_ path: String, _ body: (String) throws -> Void) async throws {
        guard path.hasSuffix(".zst") else { return try body(path) }
        let plain = "\(path).\(getpid()).tar"
        defer { unlink(plain) }
        try await zstd(["-q", "-d", "-M512MB", "-o", plain, "--", path])
        try body(plain)
    }

    private func zstd(_ arguments: [String]) async throws {
        let result = try await runner.run(ProcessRequest("zstd", arguments, timeout: 3_600))
        guard result.succeeded else {
            throw GroundupError(
                .kit, "zstd failed (\(result.outcome)): \(result.errors.suffix(300))",
                hint: "Check the disk's free space, or build a kit whose name ends in .tar.")
        }
    }
}
