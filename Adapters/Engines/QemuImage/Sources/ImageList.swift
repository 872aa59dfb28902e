import Contracts
import Estate

/// Reads the answer of `list-images.sh`.
struct ImageList: Hashable, Sendable {
    private(set) var images: [String: DiskImage] = [:]
    /// Images that some program writes to now, with the times of their last change.
    private(set) var locked: [String: Instant] = [:]
    private(set) var warnings: [String] = []
    private(set) var isComplete = true

    init(_ output: [UInt8]) throws(EngineFailure) {
        for record in try EngineLists.records(of: 4, in: output, "images") { take(record) }
    }

    private mutating func take(_ record: [String]) {
        let (name, said) = (record[0], record[3])
        let shown = EngineText.shortened(name)
        guard Self.isName(name), let seconds = Int64(record[1]) else {
            return leaveOut("the name or time of '\(shown)' is not plain, so it was left out")
        }
        let changed = Instant(seconds: seconds)
        guard record[2] == "0" else {
            // The words of QEMU for a lock that a writer holds.
            if said.contains("Failed to get shared \"write\" lock") { return locked[name] = changed }
            return leaveOut("\(shown) cannot be read: \(EngineText.shortened(said.split(separator: "\n").first ?? ""))")
        }
        do { images[name] = try DiskImage(name: name, changed: changed, information: said) } catch {
            leaveOut("\(shown): \(error.words)")
        }
    }

    private mutating func leaveOut(_ reason: String) {
        warnings.append(reason)
        isComplete = false
    }

    /// It becomes part of a path and of an id.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !text.contains("/") && !text.contains("@") && text != "."
            && text != ".." && !text.contains("\u{fffd}") && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
    }
}
