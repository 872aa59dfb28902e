package import Contracts
private import Synchronization

/// Compares two lists of files that come one after the other and in whatever order: the earlier one is kept in memory.
package final class ListingDifference<Facts: Sendable>: Sendable {
    /// Files that are compared at most; each takes some two hundred bytes.
    private static var limit: Int { 4_000_000 }
    private let earlier = Mutex<[[UInt8]: Facts]>([:])
    private let differs: @Sendable (Facts, Facts) -> Bool
    private let each: @Sendable (PathChange.Kind, [UInt8]) -> Void

    /// - Parameters:
    ///   - differs: whether the contents of a file have changed, as far as what is listed tells.
    ///   - each: gets what changed, and the name of the file.
    package init(
        differs: @escaping @Sendable (Facts, Facts) -> Bool,
        each: @escaping @Sendable (PathChange.Kind, [UInt8]) -> Void
    ) {
        self.differs = differs
        self.each = each
    }

    package func before(_ name: [UInt8], _ facts: Facts) {
        earlier.withLock { if $0.count <= Self.limit { $0[name] = facts } }
    }

    package func checkLimit() throws(EngineFailure) {
        guard earlier.withLock({ $0.count }) <= Self.limit else {
            throw EngineFailure(.unsupported, "more than \(Self.limit) files are not compared")
        }
    }

    package func after(_ name: [UInt8], _ facts: Facts) {
        guard let old = earlier.withLock({ $0.removeValue(forKey: name) }) else { return each(.added, name) }
        if differs(old, facts) { each(.modified, name) }
    }

    /// What is left was not in the later list.
    package func finish() {
        for name in earlier.withLock({ Array($0.keys) }) { each(.removed, name) }
    }
}
