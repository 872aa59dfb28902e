import Contracts

/// What duplicity noted beside the volumes of one backup.
struct DuplicityManifest: Sendable {
    private(set) var host = ""
    /// As the command line named it, so it can be relative.
    private(set) var folder = ""
    private(set) var volumes = 0
    /// Files that it added, changed or found deleted, relative to the folder; `nil` when it has no such list.
    private(set) var changes: [(kind: String, name: [UInt8])]?

    init(_ bytes: [UInt8]) throws(EngineFailure) {
        for line in bytes.split(separator: 0x0A) { read(line) }
        guard volumes > 0 else { throw EngineFailure(.corrupt, "a manifest of duplicity names no volume") }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let parts = line.split(separator: 0x20, maxSplits: 1)
        guard parts.count == 2 else { return }
        let value = Self.unquoted(parts[1].drop { $0 == 0x20 })
        switch String(decoding: parts[0], as: UTF8.self) {
        case "Hostname": host = String(decoding: value, as: UTF8.self)
        case "Localdir": folder = String(decoding: value, as: UTF8.self)
        case "Volume": volumes += 1
        case "Filelist": changes = []
        case let kind where ["new", "changed", "deleted"].contains(kind): changes?.append((kind, value))
        default: return
        }
    }

    /// Names with blanks or other than printing characters stand in quotes, with `\xNN` for those.
    private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        guard text.count >= 2, text.first == quote, text.last == quote else { return Array(text) }
        var name: [UInt8] = []
        var rest = text.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            let isEscape = byte == UInt8(ascii: "\\") && rest.first == UInt8(ascii: "x") && rest.count >= 3
            let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
            if isEscape, let value = UInt8(digits, radix: 16) {
                name.append(value)
                rest = rest.dropFirst(3)
            } else {
                name.append(byte)
            }
        }
        return name
    }
}
