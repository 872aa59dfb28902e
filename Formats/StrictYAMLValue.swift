package import Contracts
import Yams

/// A value of a strict YAML document that knows where it stands.
package struct YAMLValue {
    let node: Node
    let file: String
    /// How a person would name it, such as `hosts[2].name`.
    let path: String

    /// `file:line:column`.
    package var place: String { "\(file):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)" }

    /// An error at this place.
    package func failure(_ problem: String, hint: String) -> GroundupError {
        StrictYAML.failure("\(place): \(problem)", hint: hint)
    }

    var name: String { path.isEmpty ? "the document" : "'\(path)'" }

    var description: String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "the text '\(scalar.string.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }

    /// Nothing, or an explicit null, stands after the key.
    var isEmpty: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}

extension YAMLValue {
    /// Its items; an absent value is an empty list.
    package func list() throws -> [YAMLValue] {
        if isEmpty { return [] }
        guard case .sequence(let sequence) = node else {
            throw failure("\(name) has to be a list; found \(description)", hint: "Start each item with '- '.")
        }
        return sequence.enumerated().map { index, item in
            YAMLValue(node: item, file: file, path: "\(path)[\(index)]")
        }
    }

    /// Whether it is a text, as opposed to a list or a mapping.
    package var isText: Bool {
        guard case .scalar = node else { return false }
        return true
    }

    /// Whether it is a list.
    package var isList: Bool {
        guard case .sequence = node else { return false }
        return true
    }

    /// Its text as written; nothing for a list or a mapping.
    var writtenText: String? {
        guard case .scalar(let scalar) = node else { return nil }
        return scalar.string
    }

    /// Its text, which must not be empty.
    package func text() throws -> String {
        guard case .scalar(let scalar) = node, !isEmpty, !scalar.string.isEmpty else {
            throw failure("\(name) has to be a text; found \(description)", hint: "Write one value after the colon.")
        }
        return scalar.string
    }

    /// Its text without line breaks and other control characters.
    package func line() throws -> String {
        let value = try text()
        guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
            throw failure("\(name) holds a control character", hint: "Keep it on one line.")
        }
        return value
    }

    /// A whole number in `range`.
    package func integer(in range: ClosedRange<Int>) throws -> Int {
        guard case .scalar(let scalar) = node, scalar.style == .plain, let value = Int(scalar.string) else {
            throw failure("\(name) has to be a whole number; found \(description)", hint: "Write digits only.")
        }
        guard range.contains(value) else {
            throw failure(
                "\(name) is \(value)", hint: "It has to be from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// `true` or `false`, written just so.
    package func flag() throws -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain, ["true", "false"].contains(scalar.string) else {
            throw failure("\(name) has to be true or false; found \(description)", hint: "Write true or false.")
        }
        return scalar.string == "true"
    }

    /// A duration such as `90s`, `15m`, `24h`, `7d` or `2w`, in seconds.
    package func duration() throws -> Int64 {
        let written = try text()
        guard let seconds = DurationText.seconds(written) else {
            throw failure(
                "\(name) has to be a duration; found '\(written.prefix(40))'",
                hint: "Write a number and its unit: 90s, 15m, 24h, 7d, 2w.")
        }
        return seconds
    }

    /// One of the raw values of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws -> Choice
    where Choice.RawValue == String {
        let written = try text()
        if let value = Choice(rawValue: written) { return value }
        let allowed = Choice.allCases.map(\.rawValue)
        throw failure(
            "\(name) is '\(written.prefix(40))'",
            hint: Suggestion.hint(for: written, among: allowed, otherwise: "Write one of"))
    }
}
