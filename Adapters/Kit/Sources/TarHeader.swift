internal import Contracts

/// The 512 bytes before a file in a POSIX ustar archive; only plain files exist here.
struct TarHeader: Hashable {
    var path: String
    var size: Int64
    var isExecutable: Bool

    static let length = 512
    /// The largest file that 11 octal digits can tell, 8 GiB.
    static let sizeLimit: Int64 = 1 << 33 - 1

    /// - Throws: when the path cannot be told, or is none that a kit may have.
    func bytes() throws -> [UInt8] {
        guard Self.isPlain(path), let (prefix, name) = Self.split(path), (0...Self.sizeLimit).contains(size) else {
            throw GroundupError(
                .kit, "\(path.prefix(300)) cannot be part of a kit: its path or its size is not possible there.",
                hint: "Paths have at most 250 bytes of letters, digits and ._+~@=- between slashes; files 8 GiB.")
        }
        var header = [UInt8](repeating: 0, count: Self.length)
        func put(_ text: some Sequence<UInt8>, at start: Int) {
            for (offset, byte) in text.enumerated() { header[start + offset] = byte }
        }
        put(name, at: 0)
        put(Self.octal(isExecutable ? 0o755 : 0o644, digits: 7), at: 100)
        put(Self.octal(0, digits: 7), at: 108)
        put(Self.octal(0, digits: 7), at: 116)
        put(Self.octal(size, digits: 11), at: 124)
        // Times would make two kits of the same things differ.
        put(Self.octal(0, digits: 11), at: 136)
        header[156] = UInt8(ascii: "0")
        put("ustar\0".utf8, at: 257)
        put("00".utf8, at: 263)
        put(prefix, at: 345)
        put(Self.octal(Self.checksum(header), digits: 6) + [0, UInt8(ascii: " ")], at: 148)
        return header
    }

    /// Letters, digits and a few signs between slashes; nothing that leads elsewhere, hides or surprises a shell.
    static func isPlain(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return path.utf8.count <= 250
            && parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".." && part.utf8.first != UInt8(ascii: "-")
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                            || "._+~@=-:%,".utf8.contains(byte)
                    }
            }
    }

    private static func split(_ path: String) -> (prefix: [UInt8], name: [UInt8])? {
        let bytes = Array(path.utf8)
        guard bytes.count > 100 else { return ([], bytes) }
        let slash = bytes.indices.first { bytes[$0] == UInt8(ascii: "/") && bytes.count - $0 - 1 <= 100 }
        guard let slash, slash <= 155 else { return nil }
        return (Array(bytes[..<slash]), Array(bytes[(slash + 1)...]))
    }

    private static func octal(_ number: Int64, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }

    /// The sum of all bytes, those of the checksum itself counted as spaces.
    private static func checksum(_ header: [UInt8]) -> Int64 {
        header.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? 0x20 : $1.element) }
    }
}

extension TarHeader {
    /// - Throws: for everything but a plain file that a kit may hold.
    init(_ header: [UInt8]) throws {
        guard header.count == Self.length, Array(header[257..<262]) == Array("ustar".utf8),
            Self.number(header[148..<156]) == Self.checksum(header)
        else { throw Self.failure("it is no tar archive, or was changed") }
        let (prefix, name) = (Self.text(header[345..<500]), Self.text(header[0..<100]))
        path = prefix.isEmpty ? name : "\(prefix)/\(name)"
        guard header[156] == UInt8(ascii: "0") else {
            throw Self.failure("'\(path.prefix(100))' is no plain file, and a kit holds nothing else")
        }
        guard Self.isPlain(path) else { throw Self.failure("'\(path.prefix(100))' is no path below the kit") }
        guard let size = Self.number(header[124..<136]), let mode = Self.number(header[100..<108]),
            mode == 0o644 || mode == 0o755
        else { throw Self.failure("'\(path)' has an impossible size or mode") }
        self.size = size
        isExecutable = mode == 0o755
        // One form only: no second header tells the same, so nothing hides in it.
        guard try bytes() == header else { throw Self.failure("'\(path)' has a header of another form") }
    }

    static func failure(_ problem: String) -> GroundupError {
        GroundupError(
            .hostileInput, "The kit cannot be read: \(problem).",
            hint: "Nothing of it was used. Take another copy of the kit.")
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        var number: Int64 = 0
        for byte in field {
            if byte == 0 || byte == UInt8(ascii: " ") { break }
            guard (0x30...0x37).contains(byte) else { return nil }
            number = number << 3 | Int64(byte - 0x30)
        }
        return number
    }
}
