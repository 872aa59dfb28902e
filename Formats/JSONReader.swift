package import Contracts

/// Reads the members of a JSON object strictly: a missing or mistyped member is an error that names its path.
package struct JSONReader {
    package let members: [String: JSONValue]
    /// Where in the document it stands, such as `steps[3].needs`.
    package let path: String

    package init(_ value: JSONValue, path: String) throws {
        guard case .object(let members) = value else { throw Self.mismatch(path, "an object") }
        self.members = members
        self.path = path
    }

    package func string(_ name: String) throws -> String {
        guard case .string(let text) = members[name] else { throw Self.mismatch("\(path).\(name)", "a text") }
        return text
    }

    package func optionalString(_ name: String) throws -> String? {
        guard let value = members[name], value != .null else { return nil }
        guard case .string(let text) = value else { throw Self.mismatch("\(path).\(name)", "a text") }
        return text
    }

    package func integer(_ name: String) throws -> Int64 {
        guard case .integer(let number) = members[name] else {
            throw Self.mismatch("\(path).\(name)", "a whole number")
        }
        return number
    }

    package func optionalInteger(_ name: String) throws -> Int64? {
        guard let value = members[name], value != .null else { return nil }
        return try integer(name)
    }

    package func flag(_ name: String) throws -> Bool {
        guard case .bool(let flag) = members[name] else { throw Self.mismatch("\(path).\(name)", "true or false") }
        return flag
    }

    /// The object `name`.
    package func record(_ name: String) throws -> JSONReader {
        try JSONReader(members[name] ?? .null, path: "\(path).\(name)")
    }

    package func optionalRecord(_ name: String) throws -> JSONReader? {
        guard let value = members[name], value != .null else { return nil }
        return try JSONReader(value, path: "\(path).\(name)")
    }

    package func strings(_ name: String) throws -> [String] {
        try elements(name).map { value, path in
            guard case .string(let text) = value else { throw Self.mismatch(path, "a text") }
            return text
        }
    }

    /// The objects in the array `name`, each read by `body`.
    package func list<Element>(_ name: String, _ body: (JSONReader) throws -> Element) throws -> [Element] {
        try elements(name).map { try body(JSONReader($0, path: $1)) }
    }

    /// A value that is one of an enumeration's raw texts.
    package func choice<Choice: RawRepresentable<String>>(_ name: String, _ type: Choice.Type) throws -> Choice {
        let text = try string(name)
        guard let choice = Choice(rawValue: text) else {
            throw Self.mismatch("\(path).\(name)", "a known \(type), not '\(text)'")
        }
        return choice
    }

    private func elements(_ name: String) throws -> [(JSONValue, String)] {
        guard case .array(let values) = members[name] else { throw Self.mismatch("\(path).\(name)", "a list") }
        return values.enumerated().map { ($0.element, "\(path).\(name)[\($0.offset)]") }
    }

    package static func mismatch(_ path: String, _ expected: String) -> GroundupError {
        GroundupError(
            .hostileInput, "\(path) is not \(expected).",
            hint: "Write the document again with the command that made it.")
    }
}

/// Refuses a document of another format or of a version that this program cannot read.
package func requireVersion(_ reader: JSONReader, format: String, version: Int64) throws {
    _ = try requireVersion(reader, format: format, versions: version...version)
}

/// Refuses a document of another format or of a version that this program cannot read; returns the version.
package func requireVersion(
    _ reader: JSONReader, format: String, versions: ClosedRange<Int64>
) throws -> Int64 {
    let found = try reader.string("format")
    let version = try reader.integer("version")
    guard found == format, versions.contains(version) else {
        let expected =
            versions.count == 1
            ? "version \(versions.upperBound)" : "versions \(versions.lowerBound) to \(versions.upperBound)"
        throw GroundupError(
            .hostileInput, "\(reader.path) is '\(found)' version \(version); expected '\(format)' \(expected).",
            hint: "Use the groundup that wrote it, or make it again with this one.")
    }
    return version
}
