import ByteParsing
import Contracts
import Estate
import Foundation

/// Reads JSON that a tool printed, entry by entry: one that is not readable leaves the others good, and the list incomplete.
enum ToolAnswer {
    /// Entries of a list that are read at most.
    private static let limit = 200_000

    static func decode<Answer: Decodable>(_ type: Answer.Type, _ bytes: [UInt8], _ what: String) throws(EngineFailure)
        -> Answer
    {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw EngineFailure(.unknown, "the answer of \(what) is not in its documented form: \(error)")
        }
    }

    /// - Parameter point: makes a point of one entry; `nil` for an entry that is none.
    static func list<Entry: Decodable>(
        _ entries: [Lenient<Entry>], _ what: String, point: (Entry) throws(EngineFailure) -> RestorePoint?
    ) throws(EngineFailure) -> RestorePointList {
        guard entries.count <= limit else {
            throw EngineFailure(.unsupported, "expected at most \(limit) entries of \(what), found \(entries.count)")
        }
        var points: [RestorePoint] = []
        var lost = 0
        for entry in entries {
            guard let value = entry.value else {
                lost += 1
                continue
            }
            do throws(EngineFailure) {
                if let point = try point(value) { points.append(point) }
            } catch  where error.kind == .corrupt {
                lost += 1
            }
        }
        let warnings =
            lost == 0 ? [] : ["\(lost) of \(entries.count) entries of \(what) are not in their documented form"]
        let twice = points.count - Set(points.map(\.id)).count
        guard twice == 0 else {
            throw EngineFailure(.unknown, "\(twice) entries of \(what) have the id of another")
        }
        return RestorePointList(points, warnings: warnings, isComplete: lost == 0)
    }

    /// RFC 3339, in any time zone.
    static func instant(_ text: String?) -> Instant? {
        text.flatMap { secondsSinceEpoch(rfc3339: Array($0.utf8)[...]) }.map { Instant(seconds: $0) }
    }

    /// For an entry without what makes a point of it.
    static func needed<Value>(_ value: Value?) throws(EngineFailure) -> Value {
        guard let value else { throw EngineFailure(.corrupt, "an entry lacks what identifies it") }
        return value
    }

    /// Text that becomes an id or a host: shown to people, and perhaps an argument one day.
    static func plain(_ text: String?) throws(EngineFailure) -> String {
        guard let text, !text.isEmpty, text.utf8.count <= 1_024, !text.hasPrefix("-"),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { throw EngineFailure(.corrupt, "an entry lacks what identifies it") }
        return text
    }
}

/// An entry that may not be what it should be.
struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws {
        value = try? decoder.singleValueContainer().decode(Value.self)
    }
}

/// A number that some versions write as text.
struct LenientNumber: Decodable, Hashable, Sendable {
    let value: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            value = number
        } else if let number = Int64(try container.decode(String.self)) {
            value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
        }
    }
}

extension RestorePoint {
    /// Notes what is wrong, and that it makes the point no better than `state`.
    mutating func fault(_ words: String, _ state: State? = nil) {
        warnings.append(EngineText.shortened(words))
        let order: [State] = [.complete, .partial, .running, .failed]
        if let state, (order.firstIndex(of: state) ?? 0) > (order.firstIndex(of: self.state) ?? 0) {
            self.state = state
        }
    }
}
