import Contracts
import Foundation
import Synchronization

/// Reads `restic diff --json` as it comes.
final class ResticDifference: Sendable {
    private struct Entry: Decodable {
        let message_type: String
        let path: String?
        let modifier: String?
    }

    private let each: @Sendable (PathChange) -> Void
    private let isWhole = Mutex(false)

    init(each: @escaping @Sendable (PathChange) -> Void) {
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        guard line.first == UInt8(ascii: "{") else { return }
        let entry: Entry
        do { entry = try JSONDecoder().decode(Entry.self, from: Data(line)) } catch {
            throw EngineFailure(.corrupt, "a line of restic's comparison is not readable")
        }
        switch entry.message_type {
        case "change": if let change = Self.change(entry) { each(change) }
        // The sums come last: what was cut off before has none.
        case "statistics": isWhole.withLock { $0 = true }
        default: return
        }
    }

    func finish() throws(EngineFailure) {
        guard isWhole.withLock({ $0 }) else { throw EngineFailure(.unknown, "restic's comparison has no end") }
    }

    /// `M` other contents, `T` another type; `U` alone is other metadata, which is no change of contents.
    private static func change(_ entry: Entry) -> PathChange? {
        guard let path = entry.path, let modifier = entry.modifier else { return nil }
        if modifier.contains("+") { return PathChange(.added, path) }
        if modifier.contains("-") { return PathChange(.removed, path) }
        return modifier.contains("M") || modifier.contains("T") ? PathChange(.modified, path) : nil
    }
}
