internal import Builtins
internal import Contracts
internal import Formats
internal import Foundation
internal import Glibc

/// Where commands write: data to standard output, messages to standard error, nothing in between.
enum Console {
    static func data(_ text: String) { data(Array((text.hasSuffix("\n") ? text : text + "\n").utf8)) }

    /// Without the secrets that this program knows.
    private static func clean(_ bytes: [UInt8]) -> [UInt8] { Builtins.knownSecrets.redaction(bytes) }

    static func data(_ json: JSONValue) { data(CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")]) }

    /// These bytes, without secrets; when nobody reads them any more, such as behind `| head`, the program ends quietly.
    static func data(_ bytes: [UInt8]) {
        var rest = clean(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                // What a shell reports for a program that a closed pipe has ended.
                exit(141)
            } else if errno != EINTR {
                message("groundup: The output could not be written: \(String(cString: strerror(errno))).")
                exit(ErrorCode.state.exitStatus)
            }
        }
    }

    /// Data of a command that goes on when nobody reads it any more.
    ///
    /// - Returns: whether somebody may still read it.
    @discardableResult
    static func offer(_ json: JSONValue) -> Bool {
        Outlet.output.put(clean(CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")]))
    }

    static func offer(_ text: String) {
        Outlet.output.put(clean(Array((text.hasSuffix("\n") ? text : text + "\n").utf8)))
        Outlet.output.drain(seconds: 10)
    }

    static func message(_ text: String) {
        Outlet.errors.put(clean(Array((text + "\n").utf8)))
        Outlet.errors.drain(seconds: 2)
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
