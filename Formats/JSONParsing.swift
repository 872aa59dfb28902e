package import Contracts

extension JSONValue {
    /// The largest document that is read, in bytes.
    package static let sizeLimit = 256 << 20

    /// Reads a document of ours; anything larger than `limit` bytes, with fractions or nested too deeply, is refused.
    ///
    /// - Parameter name: what error messages call the document.
    package static func parse(
        _ bytes: [UInt8], name: String, limit: Int = sizeLimit
    ) throws(GroundupError) -> JSONValue {
        guard bytes.count <= limit else {
            throw GroundupError(
                .hostileInput, "\(name) has \(bytes.count) bytes; at most \(limit) are read.",
                hint: "Check that it is a document written by groundup.")
        }
        return try JSONScanner.document(bytes, name: name)
    }
}
