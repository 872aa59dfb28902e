package import DependencyGraph
package import Estate

/// What every picture of an estate shows: its assets with their tiers, its dependencies, its circular needs.
package struct GraphView: Sendable {
    package struct Node: Sendable {
        package let asset: Asset
        /// 0 for foundations; one more than the highest tier that it needs otherwise.
        package let tier: Int
        package let isFoundation: Bool
        package let isCircular: Bool
    }

    package struct Edge: Sendable {
        package let dependency: Dependency
        /// In percent.
        package let confidence: Int
        package let dependentHost: AssetID?
        package let providerHost: AssetID?
    }

    package let estate: Estate
    package let nodes: [Node]
    package let edges: [Edge]
    package let circularNeeds: [CircularNeed]
    /// What needs nothing else, with most resting on it first.
    package let foundations: [Foundation]
    /// What should be a foundation and depends on what it carries.
    package let unsoundFoundations: [UnsoundFoundation]

    package init(_ estate: Estate, recipes: [String: Recipe]) {
        let graph = DependencyGraph(estate: estate)
        let tiers = graph.tiers()
        let foundations = graph.foundationsWithReasons()
        let firm = Set(foundations.map(\.asset))
        let circularNeeds = graph.circularNeeds(recipes: recipes)
        let circular = Set(circularNeeds.flatMap(\.members))
        self.estate = estate
        self.circularNeeds = circularNeeds
        self.foundations = foundations
        unsoundFoundations = graph.unsoundFoundations(recipes: recipes)
        nodes = zip(estate.assets, tiers).map { asset, tier in
            Node(
                asset: asset, tier: tier, isFoundation: firm.contains(asset.id),
                isCircular: circular.contains(asset.id))
        }
        edges = estate.dependencies.map { dependency in
            Edge(
                dependency: dependency, confidence: DependencyGraph.confidence(of: dependency),
                dependentHost: estate.host(of: dependency.dependent), providerHost: estate.host(of: dependency.provider)
            )
        }
    }

    /// What an edge is called: its kind, with protocol and port where they are known.
    package static func label(_ dependency: Dependency) -> String {
        guard let name = dependency.applicationProtocol else { return dependency.kind.rawValue }
        guard let port = dependency.port else { return "\(dependency.kind.rawValue) \(name)" }
        return "\(dependency.kind.rawValue) \(name)/\(port)"
    }
}
