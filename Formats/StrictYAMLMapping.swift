import Yams

/// A mapping whose keys are all known.
package struct YAMLMapping {
    let value: YAMLValue
    private let entries: [String: YAMLValue]
    private let places: [String: String]
    /// The keys as written, in order.
    package let keys: [String]

    fileprivate init(_ value: YAMLValue, _ mapping: Node.Mapping) throws {
        self.value = value
        var entries: [String: YAMLValue] = [:]
        var keys: [String] = []
        var places: [String: String] = [:]
        for (key, item) in mapping {
            let path = value.path
            guard case .scalar(let scalar) = key else {
                throw YAMLValue(node: key, file: value.file, path: path)
                    .failure("a key has to be a text", hint: "Write 'key: value'.")
            }
            let child = YAMLValue(
                node: item, file: value.file, path: path.isEmpty ? scalar.string : "\(path).\(scalar.string)")
            guard entries.updateValue(child, forKey: scalar.string) == nil else {
                throw YAMLValue(node: key, file: value.file, path: path)
                    .failure("'\(scalar.string)' is written more than once", hint: "Keep one of them.")
            }
            keys.append(scalar.string)
            places[scalar.string] = YAMLValue(node: key, file: value.file, path: path).place
        }
        self.entries = entries
        self.places = places
        self.keys = keys
    }

    /// The value of `key`; nothing when it is absent or empty.
    package subscript(_ key: String) -> YAMLValue? {
        guard let value = entries[key], !value.isEmpty else { return nil }
        return value
    }

    /// Where `key` is written, as `file:line:column`.
    package func place(of key: String) -> String { places[key] ?? value.place }

    /// The value of `key`, which has to be there.
    package func required(_ key: String) throws -> YAMLValue {
        guard let found = self[key] else {
            throw value.failure("\(value.name) has no '\(key)'", hint: "Add '\(key): ...' here.")
        }
        return found
    }

    /// The items of the list at `key`; none when it is absent.
    package func list(_ key: String) throws -> [YAMLValue] { try self[key]?.list() ?? [] }

    /// An error at this mapping.
    package func failure(_ problem: String, hint: String) -> any Error { value.failure(problem, hint: hint) }
}

extension YAMLValue {
    /// Its keys and values, each of which has to be among `allowed`.
    package func mapping(_ allowed: [String]) throws -> YAMLMapping {
        let mapping = try anyMapping()
        guard case .mapping(let nodes) = node else { return mapping }
        for (key, _) in nodes {
            guard case .scalar(let scalar) = key, !allowed.contains(scalar.string) else { continue }
            throw YAMLValue(node: key, file: file, path: path)
                .failure(
                    "unknown key '\(scalar.string.prefix(60))' in \(name)",
                    hint: Suggestion.hint(for: scalar.string, among: allowed, otherwise: "Known keys here:"))
        }
        return mapping
    }

    /// Its keys and values, whatever the keys are.
    package func anyMapping() throws -> YAMLMapping {
        guard case .mapping(let nodes) = node else {
            throw failure("\(name) has to be a mapping; found \(description)", hint: "Write 'key: value' lines.")
        }
        return try YAMLMapping(self, nodes)
    }
}
