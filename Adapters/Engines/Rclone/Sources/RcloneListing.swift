import ByteParsing
import Contracts
import EngineParts
import Estate
import Foundation
import Synchronization

/// Reads `rclone lsjson` as it comes: one entry a line, between `[` and `]`.
final class RcloneListing: Sendable {
    struct Entry: Decodable, Sendable {
        let Path: String
        let Size: Int64
        let ModTime: String
        let IsDir: Bool

        /// rclone keeps a link as a file with this ending.
        var isLink: Bool { !IsDir && Path.hasSuffix(".rclonelink") }
        var name: String { isLink ? String(Path.dropLast(".rclonelink".count)) : Path }
        var seconds: Int64? { secondsSinceEpoch(rfc3339: Array(ModTime.utf8)[...]) }
        var type: String { IsDir ? "dir" : isLink ? "symlink" : "file" }
    }

    private struct State {
        var hasEnd = false
        var newest: Int64?
        var files = 0
    }

    private let each: @Sendable (Entry) -> Void
    private let state = Mutex(State())

    init(each: @escaping @Sendable (Entry) -> Void = { _ in }) {
        self.each = each
    }

    func read(_ line: [UInt8]) throws {
        if line == [UInt8(ascii: "]")] { state.withLock { $0.hasEnd = true } }
        guard line.first == UInt8(ascii: "{") else { return }
        let text = line.last == UInt8(ascii: ",") ? line.dropLast() : line[...]
        let entry: Entry
        do { entry = try JSONDecoder().decode(Entry.self, from: Data(text)) } catch {
            throw EngineFailure(.unknown, "a line of rclone's list is not readable")
        }
        if !entry.IsDir {
            state.withLock {
                $0.files += 1
                if let seconds = entry.seconds { $0.newest = max($0.newest ?? seconds, seconds) }
            }
        }
        each(entry)
    }

    func finish() throws(EngineFailure) {
        guard state.withLock({ $0.hasEnd }) else { throw EngineFailure(.unknown, "rclone's list has no end") }
    }

    /// The newest time of a file.
    var newest: Int64? { state.withLock { $0.newest } }
    var files: Int { state.withLock { $0.files } }

    /// One entry alone, as `--stat` prints it; `nil` for anything else.
    static func entry(_ output: [UInt8]) -> Entry? { try? JSONDecoder().decode(Entry.self, from: Data(output)) }

    /// What stays the name of a single copy as long as nobody copies anew.
    static func id(_ seconds: Int64) -> String? {
        rfc3339(secondsSinceEpoch: seconds)?.filter { $0 != "-" && $0 != ":" }
    }
}
