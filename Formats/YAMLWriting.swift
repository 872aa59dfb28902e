internal import Yams

/// A value on its way into a YAML document of another program: order is kept, text is always quoted.
package indirect enum YAMLOutput: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([YAMLOutput])
    case mapping([Member])

    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: YAMLOutput

        package init(_ key: String, _ value: YAMLOutput) {
            self.key = key
            self.value = value
        }
    }

    /// The same value gives the same text.
    package func document() throws -> String {
        // In printable ASCII and on one line each: no reader folds, trims or guesses.
        try Yams.serialize(node: node, indent: 2, width: -1, allowUnicode: false)
    }

    private var node: Node {
        switch self {
        case .text(let text): .scalar(Node.Scalar(text, Tag(.str), .doubleQuoted))
        case .number(let number): .scalar(Node.Scalar(String(number), Tag(.int), .plain))
        case .flag(let flag): .scalar(Node.Scalar(flag ? "true" : "false", Tag(.bool), .plain))
        case .list(let items): .sequence(Node.Sequence(items.map(\.node), Tag(.seq), .block))
        case .mapping(let members):
            .mapping(
                Node.Mapping(
                    members.map { (.scalar(Node.Scalar($0.key, Tag(.str), .plain)), $0.value.node) }, Tag(.map), .block)
            )
        }
    }
}

extension YAMLOutput {
    package static func texts(_ texts: [String]) -> YAMLOutput { .list(texts.map(YAMLOutput.text)) }
}
