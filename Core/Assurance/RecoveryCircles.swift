package import Estate
internal import Graphs

/// Finds circles through recover-phase dependencies, whoever observed or declared them.
///
/// A repository can be read while its own host stands, so that host, and what else runs on it, is not followed for that
/// repository.
package struct RecoveryCircles: Sendable {
    private let estate: Estate
    private let needs: RecoveryGraph
    private let graph: DirectedGraph
    /// The recover-phase dependencies inside a component, those of repositories first.
    private let starts: [RecoveryGraph.Edge]

    private struct Pair: Hashable {
        let from: Int32
        let to: Int32
    }

    /// - Parameters:
    ///   - estate: with its recover-phase dependencies.
    ///   - observed: circles are looked for from these alone; what was only derived has rules of its own.
    ///   - opened: repositories to which the controller has a key.
    ///   - loss: what is lost.
    package init(_ estate: Estate, observed: Set<DependencyKey>, opened: Set<AssetID> = [], loss: Loss = .everything) {
        self.estate = estate
        let needs = RecoveryGraph(estate, opened: opened, loss: loss)
        graph = needs.graph
        let inside = needs.circular(in: graph).filter { observed.contains(estate.dependencies[$0.dependency].key) }
        starts = inside.filter { needs.stores.contains($0.from) } + inside.filter { !needs.stores.contains($0.from) }
        self.needs = needs
    }

    /// One deadlock for each repository, or other asset, that needs itself; each by its shortest circle.
    package var all: [Deadlock] {
        guard !starts.isEmpty else { return [] }
        var told: Set<Int32> = []
        let byPair = Dictionary(needs.edges.map { (Pair(from: $0.from, to: $0.to), $0.dependency) }) { first, _ in first
        }
        return starts.compactMap { start in
            // A circle through a repository is that repository's, whichever of its edges is looked at.
            let owner = needs.stores.contains(start.to) ? start.to : start.from
            guard !told.contains(owner), let way = shortest(from: start.to, to: start.from, for: owner) else {
                return nil
            }
            told.formUnion(way.filter { $0 == owner || needs.stores.contains($0) })
            let circle = zip(way, way.dropFirst()).compactMap { byPair[Pair(from: $0, to: $1)] }
            return deadlock(([start.dependency] + circle).map { estate.dependencies[$0] })
        }
    }

    /// The shortest way that does not lead over the host of the repository `owner`; starts and ends with the two.
    private func shortest(from start: Int32, to goal: Int32, for owner: Int32) -> [Int32]? {
        let home = needs.stores.contains(owner) ? estate.assets[Int(owner)].host : nil
        func isHome(_ node: Int32) -> Bool {
            guard let home, !needs.stores.contains(node) else { return false }
            let asset = estate.assets[Int(node)]
            return asset.id == home || asset.host == home
        }
        guard !isHome(start), !isHome(goal) else { return nil }
        var previous: [Int32: Int32] = [start: start]
        var queue = [start]
        var head = 0
        while head < queue.count, previous[goal] == nil {
            let node = queue[head]
            head += 1
            for next in graph.successors(Int(node)) where previous[next] == nil && !isHome(next) {
                previous[next] = node
                queue.append(next)
            }
        }
        guard previous[goal] != nil else { return nil }
        var way = [goal]
        while let last = way.last, last != start, let before = previous[last] { way.append(before) }
        return way.reversed()
    }
}

extension RecoveryCircles {
    private func deadlock(_ circle: [Dependency]) -> Deadlock {
        let members = circle.map(\.dependent)
        let first = members.first ?? AssetID("")
        let protecting = Set(circle.filter { $0.kind == .protectedBy }.map(\.provider))
        let repositories = members.filter(protecting.contains)
        let key = circle.first { $0.kind == .unlockedBy }?.provider ?? circle.first?.provider ?? first
        let hosts = Set(circle.filter { $0.kind == .protectedBy }.compactMap { estate.host(of: $0.dependent) })
        let sentences = circle.map(Self.sentence) + ["So none of them comes back once they are lost together."]
        return Deadlock(
            kind: .circle, subject: first.text, circle: repositories.map(\.text),
            words: sentences.joined(separator: " "), assets: members + [first], key: key.text,
            remedy: Self.remedy(circle, first: first), hosts: hosts.sorted(), isCertain: true)
    }

    private static func sentence(_ dependency: Dependency) -> String {
        let (needing, needed) = (dependency.dependent.text, dependency.provider.text)
        let seen = dependency.evidence.first.map { " (\($0.source): \($0.detail))" } ?? ""
        return
            switch (dependency.kind, dependency.phase)
        {
        case (.protectedBy, _): "\(needing) comes back only from \(needed)\(seen)."
        case (.unlockedBy, _): "\(needing) opens only with the key that \(needed) holds\(seen)."
        case (.resolvesWith, .recover): "\(needing) is found only through \(needed)\(seen)."
        case (.authenticatesWith, .recover): "\(needing) lets nobody in without \(needed)\(seen)."
        case (let kind, .recover): "\(needing) is not restored without \(needed): \(kind.rawValue)\(seen)."
        case (let kind, _): "\(needing) does not work without \(needed): \(kind.rawValue)\(seen)."
        }
    }

    private static func remedy(_ circle: [Dependency], first: AssetID) -> String {
        if let lock = circle.first(where: { $0.kind == .unlockedBy }) {
            return
                "Keep a copy of the key of \(lock.dependent.text) where nothing of this circle is needed to read it, "
                + "such as with the controller."
        }
        if let protection = circle.first(where: { $0.kind == .protectedBy }) {
            return "Back \(protection.dependent.text) up into a second repository that needs nothing of this circle."
        }
        return "Make one of them restorable without the next, beginning with \(first.text)."
    }
}
