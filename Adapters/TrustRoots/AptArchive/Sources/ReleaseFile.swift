import ByteParsing
import Contracts

/// What a suite's signed Release text says: when it was made, and the hash of every index.
struct ReleaseFile: Hashable {
    var origin = ""
    var suite = ""
    var codename = ""
    var date = ""
    var validUntil: String?
    /// By path below the suite, such as `main/binary-amd64/Packages`.
    var files: [String: Listed] = [:]

    struct Listed: Hashable {
        /// SHA-256 in hexadecimal.
        let digest: String
        let size: Int
    }

    static let sizeLimit = 8 << 20
    static let fileLimit = 100_000

    /// - Parameter bytes: the text that the signature covers, never the file with the signature around it.
    init(_ bytes: [UInt8], file: String) throws {
        guard bytes.count <= Self.sizeLimit else { throw Self.failure(file, 0, "\(bytes.count) bytes") }
        var isHashList = false
        for line in Lines(bytes) {
            if line.bytes.first == 32 {
                guard isHashList else { continue }
                let words = line.bytes.words()
                guard words.count == 3, let size = words[1].decimal, words[0].count == 64 else {
                    throw Self.failure(file, line.number, "a line that is not hash, size and path")
                }
                guard files.count < Self.fileLimit else {
                    throw Self.failure(file, line.number, "more than \(Self.fileLimit) files")
                }
                files[text(words[2])] = Listed(digest: text(words[0]), size: size)
            } else {
                isHashList = line.bytes.hasPrefix("SHA256:")
                take(line.bytes)
            }
        }
        guard !codename.isEmpty, !files.isEmpty else { throw Self.failure(file, 0, "no codename or no SHA256 list") }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        guard let (name, value) = line.cut(at: UInt8(ascii: ":")) else { return }
        let found = text(value.trimmed)
        switch text(name) {
        case "Origin": origin = found
        case "Suite": suite = found
        case "Codename": codename = found
        case "Date": date = found
        case "Valid-Until": validUntil = found
        default: break
        }
    }

    private static func failure(_ file: String, _ line: Int, _ found: String) -> GroundupError {
        GroundupError(
            .hostileInput, "\(file), line \(line): expected a Release file, found \(found).",
            hint: "Fill the depot again from an archive that you trust.")
    }
}

private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
