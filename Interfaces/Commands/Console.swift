internal import Formats
internal import Foundation

/// Where commands write: data to standard output, messages to standard error, nothing in between.
enum Console {
    static func data(_ text: String) {
        FileHandle.standardOutput.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    static func data(_ json: JSONValue) {
        FileHandle.standardOutput.write(Data(CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")]))
    }

    static func message(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

/// Columns of text, each as wide as its widest cell.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func add(_ row: String...) { rows.append(row.map(printable)) }

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// `text` without control characters, so that a hostile name cannot steer the terminal.
func printable(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
        if character.properties.generalCategory == .control || character.properties.generalCategory == .format {
            result += "\\u{\(String(character.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(character)
        }
    }
    return result
}
