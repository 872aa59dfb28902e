internal import ArgumentParser
internal import Graphs

/// `groundup-bench graph`: every graph algorithm on one edge list.
struct GraphBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Run every graph algorithm on an edge list; print CPU seconds and peak memory of each.",
        discussion: """
            FILE has two node numbers a line; '#' and '%' start comments, a MatrixMarket header is understood.
            """)

    @Argument(help: "The edge list.") var file: String
    @Option(help: "Counting reach and reducing take time with the square of the graph: only up to this many nodes.")
    var quadraticLimit = 100_000

    func run() throws {
        print("| algorithm | CPU seconds | peak MB | result |\n| --- | ---: | ---: | --- |")
        let list = try timed("read \(file)", { try GraphFile(path: file) }) { "\($0.origins.count) edges" }
        let graph = timed("build", { list.graph }) { "\($0.count) nodes, \($0.edgeCount) edges" }
        let components = timed("strongly connected components", { Components(of: graph) }) { (components: Components) in
            "\(components.count), largest \(components.groups.largest)"
        }
        let condensed = timed("condensation", { components.condensed(graph) }) { "\($0.edgeCount) edges" }
        _ = timed("topological order", { TopologicalOrder(of: graph) }) { "\($0.nodes.count) nodes before cycles" }
        let downward = list.leadingDown
        _ = timed("topological order, acyclic part", { TopologicalOrder(of: downward) }) {
            "complete: \($0.isComplete)"
        }
        _ = timed("topological order, condensed", { TopologicalOrder(of: condensed) }) { "complete: \($0.isComplete)" }
        _ = timed("tiers", { components.tiers(of: graph) }) { "\(($0.max() ?? -1) + 1)" }
        _ = timed("reach from the last node", { graph.order(from: graph.count > 0 ? [graph.count - 1] : []) }) {
            "\($0.count) nodes"
        }
        let reversed = timed("reversal", { graph.reversed }) { "\($0.edgeCount) edges" }
        let hub = (0..<graph.count).max { reversed.successors($0).count < reversed.successors($1).count } ?? 0
        _ = timed("impact of the most needed node", { reversed.order(from: [hub]) }) { "\($0.count) nodes" }
        let roots = (0..<graph.count).filter { reversed.successors($0).isEmpty }
        _ = timed("dominators from all that nothing needs", { Dominators(of: graph, roots: roots) }) {
            "\($0.immediate.count { $0 >= 0 }) nodes with a choke point"
        }
        _ = timed("ten shortest paths", { paths(in: graph, from: roots.first ?? 0) }) { "\($0.count) found" }
        _ = timed("feedback arcs", { FeedbackArcs(of: graph) }) { "\($0.edges.count) arcs" }
        guard graph.count <= quadraticLimit else { return }
        _ = timed("reach of every node", { components.reachCounts(of: graph) }) { "largest \($0.max() ?? 0)" }
        _ = timed("transitive reduction", { graph.transitivelyReduced() }) { "\($0.count { $0 }) edges stay" }
    }

    /// From `start` to what is farthest from it.
    private func paths(in graph: DirectedGraph, from start: Int) -> [[Int]] {
        guard graph.count > 0, let goal = graph.order(from: [start]).last else { return [] }
        return graph.shortestPaths(from: start, to: Int(goal), limit: 10)
    }

    private func timed<Result>(
        _ name: String, _ work: () throws -> Result, _ told: (Result) -> String
    ) rethrows -> Result {
        let before = Usage.processorSeconds
        let result = try work()
        let seconds = Usage.processorSeconds - before
        let thousandths = Int(seconds * 1_000 + 0.5)
        let fraction = String(thousandths % 1_000 + 1_000).dropFirst()
        print("| \(name) | \(thousandths / 1_000).\(fraction) | \(Usage.peakMegabytes) | \(told(result)) |")
        return result
    }
}

extension ComponentGroups {
    /// The size of the largest component.
    fileprivate var largest: Int { (0..<count).map { nodes($0).count }.max() ?? 0 }
}
