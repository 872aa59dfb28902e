import Contracts
import Yams

/// Reads YAML that a person or a stranger wrote: bounded in size, depth and count, without anchors and aliases.
///
/// Every error is a `GroundupError` with code `configuration` whose message starts with `file:line:column`.
package enum StrictYAML {
    /// What a document may cost at most.
    package struct Limits: Hashable, Sendable {
        package var bytes: Int
        package var nodes: Int
        package var depth: Int
        /// How many texts of the raw document may look like an alias.
        ///
        /// Aliases are refused in any case; this bounds what composing them may cost before they can be seen.
        package var aliasLookalikes: Int

        package init(bytes: Int, nodes: Int, depth: Int, aliasLookalikes: Int) {
            self.bytes = bytes
            self.nodes = nodes
            self.depth = depth
            self.aliasLookalikes = aliasLookalikes
        }

        /// For files that people write: a few thousand hosts.
        package static let configuration = Limits(bytes: 4 << 20, nodes: 200_000, depth: 16, aliasLookalikes: 16)
        /// For the recipes that groundup ships: their scripts are full of stars.
        package static let recipe = Limits(bytes: 1 << 20, nodes: 10_000, depth: 16, aliasLookalikes: 4096)
    }

    /// Composes the single document in `text`.
    ///
    /// - Parameter file: the name that errors carry.
    package static func document(_ text: String, file: String, limits: Limits = .configuration) throws -> YAMLValue {
        try refuseOversize(text, file: file, limits: limits)
        do {
            let parser = try Parser(yaml: text)
            // A node holds its anchor weakly: it can only be seen while the parser lives.
            return try withExtendedLifetime(parser) { try checked(parser.singleRoot(), file: file, limits: limits) }
        } catch let error as YamlError {
            throw translated(error, file: file)
        }
    }

    private static func checked(_ root: Node?, file: String, limits: Limits) throws -> YAMLValue {
        guard let root else {
            throw failure("\(file):1:1: the document is empty", hint: "Write at least the required keys.")
        }
        var budget = NodeBudget(file: file, limits: limits)
        try budget.spend(on: root, depth: 1)
        return YAMLValue(node: root, file: file, path: "")
    }

    private static func refuseOversize(_ text: String, file: String, limits: Limits) throws {
        guard text.utf8.count <= limits.bytes else {
            throw failure(
                "\(file): \(text.utf8.count) bytes; at most \(limits.bytes) are read",
                hint: "Check that this is the right file, or split it.")
        }
        guard aliasLookalikes(in: text.utf8) <= limits.aliasLookalikes else {
            throw failure(
                "\(file): more than \(limits.aliasLookalikes) YAML aliases (*name)",
                hint: "Aliases are not supported; write the values out.")
        }
    }

    /// Counts `*` at the start of a word with a name behind it, wherever it stands.
    private static func aliasLookalikes(in text: String.UTF8View) -> Int {
        var count = 0
        var beforeStar: UInt8 = 0x20
        var previous: UInt8 = 0x20
        for byte in text {
            if previous == UInt8(ascii: "*"), startsWord(after: beforeStar), isNameByte(byte) { count += 1 }
            beforeStar = previous
            previous = byte
        }
        return count
    }

    private static func startsWord(after byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x80 || "[]{},:?-!".utf8.contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func translated(_ error: YamlError, file: String) -> GroundupError {
        let hint = "See https://yaml.org for the syntax; indent with spaces, quote texts with special characters."
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return failure("\(file):\(mark.line):\(mark.column): \(problem)", hint: hint)
        case .reader(let problem, _, _, _):
            return failure("\(file): \(problem)", hint: "The file has to be UTF-8 text without control characters.")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            return failure(
                "\(file):\(context.mark.line):\(context.mark.column): \(keys) is written more than once in this mapping",
                hint: "Keep one of them.")
        default:
            return failure("\(file): not readable as YAML", hint: hint)
        }
    }

    static func failure(_ message: String, hint: String) -> GroundupError {
        GroundupError(.configuration, message, hint: hint)
    }
}

/// Counts nodes and levels while it walks a composed document, and refuses anchors.
private struct NodeBudget {
    let file: String
    let limits: StrictYAML.Limits
    var spent = 0

    mutating func spend(on node: Node, depth: Int) throws {
        spent += 1
        let place = "\(file):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)"
        guard spent <= limits.nodes else {
            throw StrictYAML.failure(
                "\(place): more than \(limits.nodes) values", hint: "Check that this is the right file, or split it.")
        }
        guard depth <= limits.depth else {
            throw StrictYAML.failure(
                "\(place): nested deeper than \(limits.depth) levels", hint: "Nothing in this format needs that.")
        }
        guard node.anchor == nil else {
            throw StrictYAML.failure(
                "\(place): YAML anchors and aliases (&name, *name) are not supported",
                hint: "Write the value out at each place.")
        }
        switch node {
        case .scalar, .alias: break
        case .sequence(let sequence): for item in sequence { try spend(on: item, depth: depth + 1) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                try spend(on: key, depth: depth + 1)
                try spend(on: value, depth: depth + 1)
            }
        }
    }
}
