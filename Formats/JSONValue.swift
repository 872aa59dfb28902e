/// A JSON value without floating point: what our documents are made of.
package indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// An object without the members that are `nil`.
    package static func record(_ members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues { $0 })
    }

    package static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    package static func optional(_ value: String?) -> JSONValue? { value.map(JSONValue.string) }

    package static func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
