internal import Estate

extension GraphView {
    /// The graph in Graphviz's language.
    package var dot: String {
        var lines = ["digraph estate {", "  rankdir=RL;", "  node [shape=box, fontname=\"sans-serif\"];"]
        for node in nodes {
            let style = node.isCircular ? ", style=filled, fillcolor=\"#fde2c8\"" : ""
            lines.append("  \(Self.quoted(node.asset.id.text)) [label=\(Self.quoted(node.asset.id.text))\(style)];")
        }
        for edge in edges {
            let style = edge.dependency.strength == .soft ? ", style=dashed" : ""
            lines.append(
                "  \(Self.quoted(edge.dependency.dependent.text)) -> \(Self.quoted(edge.dependency.provider.text))"
                    + " [label=\(Self.quoted(Self.label(edge.dependency)))\(style)];")
        }
        return (lines + ["}", ""]).joined(separator: "\n")
    }

    /// The graph in Mermaid's language; `nil` beyond the 500 edges that Mermaid draws.
    package var mermaid: String? {
        guard edges.count <= 500 else { return nil }
        var lines = ["flowchart RL"]
        var names: [AssetID: String] = [:]
        for (number, node) in nodes.enumerated() {
            names[node.asset.id] = "n\(number)"
            lines.append("  n\(number)[\"\(escapeMarkup(node.asset.id.text))\"]")
        }
        for edge in edges {
            guard let from = names[edge.dependency.dependent], let to = names[edge.dependency.provider] else {
                continue
            }
            let arrow = edge.dependency.strength == .soft ? "-.->" : "-->"
            lines.append("  \(from) \(arrow)|\"\(escapeMarkup(Self.label(edge.dependency)))\"| \(to)")
        }
        return (lines + [""]).joined(separator: "\n")
    }

    /// Every dependency as a line of `dependent,provider,kind,phase,strength,confidence`, with a header line.
    package var csv: String {
        var lines = ["dependent,provider,kind,phase,strength,confidence"]
        for edge in edges {
            let dependency = edge.dependency
            lines.append(
                [
                    dependency.dependent.text, dependency.provider.text, dependency.kind.rawValue,
                    dependency.phase.rawValue, dependency.strength.rawValue, String(edge.confidence),
                ].map(Self.csvField).joined(separator: ","))
        }
        return (lines + [""]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result + "\""
    }

    private static func csvField(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}

/// Makes `text` safe between tags and in attributes of HTML and SVG, and in Mermaid's labels.
package func escapeMarkup(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case "\n", "\r": result += " "
        default: result.unicodeScalars.append(character)
        }
    }
    return result
}
