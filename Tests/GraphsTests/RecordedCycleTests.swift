import Foundation
import Graphs
import Testing

/// Graphs with recorded optima, where they are at hand.
@Suite struct RecordedCycleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/cycles").standardized

    @Test func provedSizesAreTheRecordedOnes() throws {
        let recorded = Self.folder.appending(path: "optimal_solution_sizes.txt")
        guard let truth = try? String(contentsOf: recorded, encoding: .utf8) else {
            print("Not checked: there are no graphs with recorded optima at \(Self.folder.path).")
            return
        }
        var checked = 0
        for line in truth.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, let optimum = Int(words[1]), let graph = graph(words[0]) else { continue }
            var limits = CycleBreaking.Limits()
            limits.searchNodes = 100
            limits.moves = 4_000
            let cut = CycleBreaking(graph: graph, nodeCosts: [Int](repeating: 1, count: graph.count)).solve(limits)
            #expect(cut.cost >= optimum && cut.lowerBound <= optimum, "\(words[0])")
            if cut.isOptimal { #expect(cut.cost == optimum, "\(words[0])") }
            #expect(TopologicalOrder(of: without(cut.nodes, graph)).isComplete, "\(words[0])")
            checked += 1
        }
        #expect(checked > 0)
    }

    private func graph(_ name: String) -> DirectedGraph? {
        let texts = ["complex", "synthetic"].compactMap { folder in
            try? String(contentsOf: Self.folder.appending(path: "\(folder)/\(name)"), encoding: .utf8)
        }
        guard let text = texts.first else { return nil }
        let edges = text.split(whereSeparator: \.isNewline).compactMap { line -> (Int32, Int32)? in
            let numbers = line.split(separator: " ").prefix(2).compactMap { Int32($0) }
            return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
        }
        let count = edges.map { max($0.0, $0.1) }.max() ?? -1
        return DirectedGraph(count: Int(count) + 1, edges: edges)
    }

    private func without(_ gone: [Int32], _ graph: DirectedGraph) -> DirectedGraph {
        let lost = Set(gone)
        let pairs = graph.pairs.filter { !lost.contains($0.0) && !lost.contains($0.1) }
        return DirectedGraph(count: graph.count, edges: pairs)
    }
}
