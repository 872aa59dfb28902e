import Contracts
import Glibc

/// Reads the index of an archive, a file named Packages: stanzas of `Name: value` lines, continued by a leading space.
enum PackagesIndex {
    /// Larger than any index of Debian by an order of magnitude.
    static let packageLimit = 500_000
    static let lineLimit = 1 << 20

    /// - Parameters:
    ///   - suite: what the packages say about where they come from.
    ///   - file: what errors call it.
    static func packages(in bytes: [UInt8], suite: Int, file: String) throws -> [ArchivePackage] {
        var packages: [ArchivePackage] = []
        var current = ArchivePackage()
        var line = 0
        func finish() throws {
            guard !current.name.isEmpty else { return }
            guard packages.count < packageLimit else {
                throw refusal("more than \(packageLimit) packages", file, line)
            }
            guard isPlain(current.path), current.digest.utf8.count == 64, current.size > 0 else {
                throw refusal("package \(current.name) without a usable file name, size and SHA256", file, line)
            }
            current.suite = suite
            packages.append(current)
            current = ArchivePackage()
        }
        try bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            while start < buffer.count {
                let end = lineEnd(buffer, start)
                line += 1
                guard end - start <= lineLimit else { throw refusal("a line of \(end - start) bytes", file, line) }
                if end == start { try finish() } else { take(buffer[start..<end], into: &current) }
                start = end + 1
            }
        }
        try finish()
        return packages
    }

    private static func lineEnd(_ buffer: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        guard let base = buffer.baseAddress, let found = memchr(base + start, 10, buffer.count - start) else {
            return buffer.count
        }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Keeps a line's value when it is one that we use; most are told apart by their first letter.
    private static func take(_ line: Slice<UnsafeBufferPointer<UInt8>>, into package: inout ArchivePackage) {
        guard let first = line.first, starters.contains(first) else { return }
        guard let field = Field.allCases.first(where: { line.starts(with: $0.rawValue.utf8) }) else { return }
        let value = String(decoding: line.dropFirst(field.rawValue.utf8.count).drop { $0 == 32 }, as: UTF8.self)
        switch field {
        case .name: package.name = value
        case .version: package.version = value
        case .architecture: package.architecture = value
        case .path: package.path = value
        case .size: package.size = Int(value) ?? 0
        case .digest: package.digest = value
        case .depends, .preDepends: package.depends.append(value)
        case .provides: package.provides = value
        case .essential: package.isRequired = package.isRequired || value == "yes"
        case .priority: package.isRequired = package.isRequired || value == "required"
        }
    }

    private enum Field: String, CaseIterable {
        case name = "Package:"
        case version = "Version:"
        case architecture = "Architecture:"
        case path = "Filename:"
        case size = "Size:"
        case digest = "SHA256:"
        case depends = "Depends:"
        case preDepends = "Pre-Depends:"
        case provides = "Provides:"
        case essential = "Essential:"
        case priority = "Priority:"
    }

    private static let starters = Set("PVAFSDE".utf8)

    /// A relative path that stays below the archive's root.
    static func isPlain(_ path: String) -> Bool {
        guard !path.isEmpty, !path.hasPrefix("/"), path.utf8.count <= 1_024 else { return false }
        guard path.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 0x27 && $0 != 0x5C }) else { return false }
        return !path.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0 == "" }
    }

    private static func refusal(_ found: String, _ file: String, _ line: Int) -> GroundupError {
        GroundupError(
            .hostileInput, "\(file), line \(line): expected an index of packages, found \(found).",
            hint: "Fill the depot again from an archive that you trust.")
    }
}
