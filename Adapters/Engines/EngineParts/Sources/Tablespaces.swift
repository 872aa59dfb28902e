package import Contracts

/// Where the table spaces of a cluster lie on its host, by their number.
///
/// A backup names these places, and they are written to: each is one of its own, so that no link within one leads to another.
package struct Tablespaces: Hashable, Sendable {
    private let data: String
    private(set) package var places: [String: String] = [:]

    /// - Parameter data: the data folder of the cluster.
    package init(data: String) {
        self.data = data
    }

    /// In order of their numbers.
    package var all: [(id: String, place: String)] {
        places.sorted { $0.key < $1.key }.map { (id: $0.key, place: $0.value) }
    }

    package mutating func add(_ id: String, at place: String) throws(EngineFailure) {
        let isNumber = (1...10).contains(id.utf8.count) && id.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, EngineSettings.isPath(place), place != "/" else {
            throw EngineFailure(.corrupt, "a table space of the backup has no plain number and place")
        }
        guard !([data] + places.values).contains(where: { Self.meet($0, place) }) else {
            throw EngineFailure(
                .unsupported, "the table space in \(place) lies in another, or in the data folder, or around one")
        }
        places[id] = place
    }

    private static func meet(_ one: String, _ other: String) -> Bool {
        one == other || one.hasPrefix("\(other)/") || other.hasPrefix("\(one)/")
    }
}
