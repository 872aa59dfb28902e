internal import Assurance
internal import Contracts
internal import Synchronization

/// Adds up what lies at and below each wanted path while a manifest goes by; none of its entries is kept.
final class HeldPaths: Sendable {
    private let paths: Set<String>
    private let held = Mutex<[String: PathHolding]>([:])

    init(_ paths: Set<String>) {
        self.paths = paths
    }

    var all: [String: PathHolding] { held.withLock { $0 } }

    func add(_ entry: ManifestEntry) {
        held.withLock { held in
            for path in PathScope.upwards(from: entry.path) where paths.contains(path) {
                held[path, default: PathHolding()].add(entry)
            }
        }
    }
}

extension PathHolding {
    fileprivate mutating func add(_ entry: ManifestEntry) {
        guard entry.type != "dir" else { return }
        files += 1
        bytes += entry.bytes
        if let changed = entry.modifiedAt { newestChange = newestChange.map { max($0, changed) } ?? changed }
    }
}
