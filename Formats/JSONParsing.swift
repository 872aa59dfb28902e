internal import Contracts
internal import Foundation

extension JSONValue {
    /// Reads a document of ours; anything larger than `limit` bytes, with fractions or nested too deeply, is refused.
    ///
    /// - Parameter name: what error messages call the document.
    package static func parse(_ bytes: [UInt8], name: String, limit: Int = 256 << 20) throws -> JSONValue {
        guard bytes.count <= limit else {
            throw GroundupError(
                .hostileInput, "\(name) has \(bytes.count) bytes; at most \(limit) are read.",
                hint: "Check that it is a document written by groundup.")
        }
        do {
            return try JSONDecoder().decode(Decoded.self, from: Data(bytes)).value
        } catch {
            throw GroundupError(
                .hostileInput, "\(name) is not a JSON document of groundup: \(error).",
                hint: "Write it again with the command that made it.")
        }
    }
}

/// Lets Foundation's parser build our values; our own types never decode themselves.
private struct Decoded: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            var members: [String: JSONValue] = [:]
            for key in keyed.allKeys { members[key.text] = try keyed.decode(Decoded.self, forKey: key).value }
            value = .object(members)
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !list.isAtEnd { elements.append(try list.decode(Decoded.self).value) }
            value = .array(elements)
            return
        }
        value = try Self.scalar(decoder.singleValueContainer())
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let flag = try? container.decode(Bool.self) { return .bool(flag) }
        if let number = try? container.decode(Int64.self) { return .integer(number) }
        return .string(try container.decode(String.self))
    }
}

private struct Key: CodingKey {
    let text: String

    var stringValue: String { text }
    var intValue: Int? { nil }

    init(stringValue: String) { text = stringValue }
    init?(intValue: Int) { nil }
}
