package import Estate
internal import Graphs

/// A change to think through before it happens.
package enum Change: Hashable, Sendable {
    /// These assets are gone.
    case lose([AssetID])
    /// One more need.
    case add(Dependency)
    /// One need less.
    case remove(DependencyKey)
}

/// What an estate would be after some changes, and how that differs.
package struct WhatIf: Hashable, Sendable {
    /// An asset on another tier than before.
    package struct TierChange: Hashable, Sendable {
        package let asset: AssetID
        package let before: Int
        package let after: Int
    }

    /// The estate after the changes: what is lost is not in it, nor are dependencies on it.
    package let estate: Estate
    /// What stops, the lost assets included, sorted.
    package let down: [AssetID]
    /// What goes on with less, sorted.
    package let degraded: [AssetID]
    /// Circular needs that were not there before with the same members.
    package let newCircularNeeds: [CircularNeed]
    /// Circular needs that are gone.
    package let endedCircularNeeds: [CircularNeed]
    /// Assets that are still up and stand on another tier, sorted by id.
    package let tierChanges: [TierChange]
    /// Assets that the changes name and the estate does not have, sorted.
    package let unknown: [AssetID]

    package init(_ changes: [Change], in before: Estate, recipes: [String: Recipe]) {
        var changed = ChangedEstate(before)
        for change in changes { changed.apply(change) }
        let whole = DependencyGraph(
            estate: changed.connected, strengths: Set(DependencyStrength.allCases))
        let impact = whole.blastRadius(of: changed.lost.sorted())
        let after = changed.estate
        let (old, new) = (DependencyGraph(estate: before), DependencyGraph(estate: after))
        let (oldNeeds, newNeeds) = (old.circularNeeds(recipes: recipes), new.circularNeeds(recipes: recipes))
        let (known, remaining) = (Set(oldNeeds.map(\.members)), Set(newNeeds.map(\.members)))
        estate = after
        down = impact.stopped
        degraded = impact.degraded
        newCircularNeeds = newNeeds.filter { !known.contains($0.members) }
        endedCircularNeeds = oldNeeds.filter { !remaining.contains($0.members) }
        tierChanges = Self.tierChanges(old, new, besides: Set(impact.stopped))
        unknown = changed.unknown.sorted()
    }

    private static func tierChanges(
        _ old: DependencyGraph, _ new: DependencyGraph, besides down: Set<AssetID>
    ) -> [TierChange] {
        let (before, after) = (old.tiers(), new.tiers())
        return after.indices.compactMap { node in
            guard !down.contains(new.id(node)), let was = old.node(new.id(node)), before[was] != after[node] else {
                return nil
            }
            return TierChange(asset: new.id(node), before: before[was], after: after[node])
        }
    }
}

/// An estate while changes are applied to it one after another.
private struct ChangedEstate {
    private(set) var connected: Estate
    private(set) var lost: Set<AssetID> = []
    private(set) var unknown: Set<AssetID> = []

    init(_ estate: Estate) {
        connected = estate
    }

    mutating func apply(_ change: Change) {
        switch change {
        case .lose(let assets):
            for id in assets {
                if connected.asset(id) == nil { unknown.insert(id) } else { lost.insert(id) }
            }
        case .add(let dependency):
            let missing = [dependency.dependent, dependency.provider].filter { connected.asset($0) == nil }
            unknown.formUnion(missing)
            guard missing.isEmpty else { return }
            connected.dependencies.removeAll { $0.key == dependency.key }
            let place = connected.dependencies.firstIndex { dependency.key < $0.key } ?? connected.dependencies.count
            connected.dependencies.insert(dependency, at: place)
        case .remove(let key):
            unknown.formUnion([key.dependent, key.provider].filter { connected.asset($0) == nil })
            connected.dependencies.removeAll { $0.key == key }
        }
    }

    /// Without what is lost.
    var estate: Estate {
        guard !lost.isEmpty else { return connected }
        var estate = connected
        estate.assets.removeAll { lost.contains($0.id) }
        estate.dependencies.removeAll { lost.contains($0.dependent) || lost.contains($0.provider) }
        return estate
    }
}
