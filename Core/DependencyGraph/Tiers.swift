internal import Graphs

extension DependencyGraph {
    /// The tier of every asset, by node: 0 needs nothing else in the estate; others stand one above what they need.
    ///
    /// Members of a circular need share a tier, and raise what depends on them by one.
    package func tiers() -> [Int] { graph.tiers().map(Int.init) }
}
