internal import DependencyGraph
internal import Estate
package import Formats

extension GraphView {
    /// The graph as data: format `groundup-graph`, version 1.
    package var json: JSONValue {
        .record([
            "format": .string("groundup-graph"), "version": .integer(1), "estate": .string(estate.name),
            "observedAt": .integer(estate.observedAt.seconds), "assets": .array(nodes.map(json)),
            "dependencies": .array(edges.map(json)), "circularNeeds": .array(circularNeeds.map(json)),
            "unsoundFoundations": .array(unsoundFoundations.map(json)),
            "foundations": .strings(nodes.filter(\.isFoundation).map(\.asset.id.text)),
            "blindSpots": .array(
                estate.blindSpots.map { .record(["subject": .string($0.subject), "reason": .string($0.reason)]) }),
        ])
    }

    private func json(_ unsound: UnsoundFoundation) -> JSONValue {
        .record([
            "asset": .string(unsound.asset.text), "dependents": .number(unsound.dependents),
            "chain": .strings(unsound.chain.map { "\($0.dependent) \($0.kind.rawValue) \($0.provider)" }),
        ])
    }

    private func json(_ node: Node) -> JSONValue {
        .record([
            "id": .string(node.asset.id.text), "kind": .string(node.asset.kind.rawValue),
            "host": .optional(estate.host(of: node.asset.id)?.text), "recipe": .optional(node.asset.recipe),
            "tier": .number(node.tier), "foundation": .bool(node.isFoundation), "circular": .bool(node.isCircular),
            "listeners": .strings(node.asset.listeners.map { "\($0.transport) \($0.address):\($0.port)" }),
        ])
    }

    private func json(_ edge: Edge) -> JSONValue {
        guard case .object(var members) = EstateDocument.encode(edge.dependency) else { return .null }
        members["confidence"] = .number(edge.confidence)
        members["dependentHost"] = .optional(edge.dependentHost?.text)
        members["providerHost"] = .optional(edge.providerHost?.text)
        return .object(members)
    }

    private func ends(_ dependency: Dependency) -> JSONValue {
        .record([
            "dependent": .string(dependency.dependent.text), "provider": .string(dependency.provider.text),
            "kind": .string(dependency.kind.rawValue),
        ])
    }

    private func json(_ circle: CircularNeed) -> JSONValue {
        .record([
            "members": .strings(circle.members.map(\.text)),
            "hosts": .strings(Set(circle.members.compactMap { estate.host(of: $0)?.text }).sorted()),
            "dependencies": .array(circle.dependencies.map(ends)),
            "bootstraps": .array(
                circle.bootstraps.map {
                    .record([
                        "asset": .string($0.asset.text), "name": .string($0.bootstrap.name),
                        "cost": .number($0.bootstrap.cost), "why": .string($0.bootstrap.explanation),
                        "without": .strings($0.without.map(\.text)),
                    ])
                }),
            "tolerated": .array(circle.tolerated.map(ends)),
            "cost": .number(circle.cost), "lowerBound": .number(circle.lowerBound),
            "proved": .bool(circle.isProvedCheapest),
            "forcing": .array(circle.forcing.map { .strings($0.map(\.text)) }),
            "unbreakable": .array(circle.unbreakable.map { .strings($0.map(\.text)) }),
        ])
    }
}
