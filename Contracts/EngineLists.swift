/// Reads what a script of an engine prints of many things: fields, each ended by a zero byte, and `complete` at the end.
///
/// File names may hold any other byte, so no name can write a field of its own.
package enum EngineLists {
    /// Things that are read at most.
    private static let limit = 20_000

    /// - Parameters:
    ///   - count: of fields for each thing.
    ///   - what: the things, for messages.
    package static func records(of count: Int, in output: [UInt8], _ what: String) throws(EngineFailure) -> [[String]] {
        var fields = output.split(separator: 0, omittingEmptySubsequences: false)
        guard fields.popLast()?.isEmpty == true, fields.popLast().map(Array.init) == Array("complete".utf8),
            fields.count % count == 0
        else { throw EngineFailure(.unknown, "the list of \(what) was cut off") }
        guard fields.count / count <= limit else {
            throw EngineFailure(.unsupported, "expected at most \(limit) \(what), found \(fields.count / count)")
        }
        return stride(from: 0, to: fields.count, by: count).map { start in
            fields[start..<start + count].map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
