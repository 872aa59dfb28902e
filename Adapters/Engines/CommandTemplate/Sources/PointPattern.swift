import ByteParsing
import Contracts
import Estate

/// Reads one line of a list by a pattern such as `{time} {bytes} {id}`.
///
/// A field goes on until the text that follows it in the pattern; the last one takes the rest.
struct PointPattern: Sendable {
    private enum Part: Sendable {
        case text(String)
        case field(String)
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(.field(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
    }

    struct Fields: Hashable, Sendable {
        let id: String
        let time: Instant
        let bytes: Int64?
    }

    /// `nil` for a line of another form.
    func fields(of line: String) -> Fields? {
        guard let values = values(of: line), let id = values["id"], Self.isID(id),
            let time = values["time"].flatMap(Self.instant)
        else { return nil }
        guard let written = values["bytes"] else { return Fields(id: id, time: time, bytes: nil) }
        return Int64(written).flatMap { $0 >= 0 ? Fields(id: id, time: time, bytes: $0) : nil }
    }

    private func values(of line: String) -> [String: String]? {
        var values: [String: String] = [:]
        var rest = Substring(line)
        for (position, part) in parts.enumerated() {
            switch part {
            case .text(let text):
                guard rest.hasPrefix(text) else { return nil }
                rest = rest.dropFirst(text.count)
            case .field(let name):
                let end = position + 1 < parts.count ? self.end(of: rest, before: parts[position + 1]) : rest.endIndex
                guard let end, end > rest.startIndex else { return nil }
                values[name] = String(rest[..<end])
                rest = rest[end...]
            }
        }
        return rest.isEmpty ? values : nil
    }

    private func end(of rest: Substring, before part: Part) -> Substring.Index? {
        guard case .text(let text) = part else { return nil }
        return rest.firstRange(of: text)?.lowerBound
    }

    /// It becomes an argument and part of a path, so it can be no option and lead nowhere else.
    static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !text.hasPrefix("-") && !text.contains("/") && text != "."
            && text != ".."
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }

    /// Seconds since 1970, with or without a fraction, or RFC 3339.
    private static func instant(_ text: String) -> Instant? {
        let whole = text.prefix { $0 != "." }
        if let seconds = Int64(whole),
            whole.count == text.count || text.dropFirst(whole.count + 1).allSatisfy(\.isNumber)
        {
            return Instant(seconds: seconds)
        }
        return secondsSinceEpoch(rfc3339: Array(text.utf8)[...]).map { Instant(seconds: $0) }
    }
}
