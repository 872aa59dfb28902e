import Contracts
import Estate
import Foundation

/// One image as its own header describes it; nothing in it is believed before its chain was judged.
struct DiskImage: Hashable, Sendable {
    let name: String
    let changed: Instant
    let format: String
    let virtualBytes: Int64
    let storedBytes: Int64
    let backingName: String?
    let backingFormat: String?
    /// Why it can be no part of any chain.
    let refusal: String?
    let warnings: [String]

    /// A name may be given again; together with the time of its last change it is not.
    var id: String { "\(name)@\(changed.seconds)" }

    /// What the name says: contents that claim to be something else are not asked.
    static func format(of name: String) -> String { name.hasSuffix(".qcow2") ? "qcow2" : "raw" }

    init(name: String, changed: Instant, information: String) throws(EngineFailure) {
        let header: Header
        do { header = try JSONDecoder().decode(Header.self, from: Data(information.utf8)) } catch {
            throw EngineFailure(.corrupt, "what qemu-img says of it is not readable")
        }
        self.name = name
        self.changed = changed
        format = Self.format(of: name)
        guard header.format == format, header.virtualSize >= 0 else {
            throw EngineFailure(.corrupt, "expected an image of format \(format), found '\(header.format.prefix(20))'")
        }
        virtualBytes = header.virtualSize
        storedBytes = header.actualSize ?? 0
        backingName = header.backingName
        backingFormat = header.backingFormat
        refusal = Self.refusal(header)
        warnings = Self.warnings(header)
    }

    private static func refusal(_ header: Header) -> String? {
        let data = header.specific?.data
        if data?.corrupt == true { return "it is marked as corrupt" }
        if let file = data?.dataFile { return "its data lies in another file, '\(file.prefix(80))'" }
        if header.encrypted == true { return "it is encrypted" }
        return nil
    }

    private static func warnings(_ header: Header) -> [String] {
        var warnings: [String] = []
        if header.isDirty == true { warnings.append("it was not closed properly; a check tells whether it is whole") }
        for bitmap in header.specific?.data?.bitmaps ?? [] where bitmap.flags?.contains("in-use") == true {
            let name = EngineText.shortened(bitmap.name ?? "")
            warnings.append("bitmap '\(name.prefix(60))' was left in use: increments that rest on it lack changes")
        }
        return Array(warnings.prefix(10))
    }

    private struct Header: Decodable {
        struct Specific: Decodable {
            let data: Details?
        }
        struct Details: Decodable {
            let corrupt: Bool?
            let dataFile: String?
            let bitmaps: [Bitmap]?

            private enum CodingKeys: String, CodingKey {
                case corrupt, bitmaps
                case dataFile = "data-file"
            }
        }
        struct Bitmap: Decodable {
            let name: String?
            let flags: [String]?
        }
        let format: String
        let virtualSize: Int64
        let actualSize: Int64?
        let backingName: String?
        let backingFormat: String?
        let encrypted: Bool?
        let isDirty: Bool?
        let specific: Specific?

        private enum CodingKeys: String, CodingKey {
            case format, encrypted
            case virtualSize = "virtual-size"
            case actualSize = "actual-size"
            case backingName = "backing-filename"
            case backingFormat = "backing-filename-format"
            case isDirty = "dirty-flag"
            case specific = "format-specific"
        }
    }
}
