import Graphs
import Testing

/// Every directed graph of up to four nodes, compared with the definition of strong connection.
@Suite struct ComponentsTests {
    @Test(arguments: 1...4)
    func everySmallGraph(count: Int) {
        let pairs = (0..<count).flatMap { from in (0..<count).filter { $0 != from }.map { (Int32(from), Int32($0)) } }
        for bits in 0..<(1 << pairs.count) {
            let edges = pairs.indices.filter { bits >> $0 & 1 == 1 }.map { pairs[$0] }
            let graph = DirectedGraph(count: count, edges: edges)
            let components = Components(of: graph)
            let reach = (0..<count).map { graph.reachable(from: [$0]) }
            for from in 0..<count {
                for to in 0..<count {
                    let together = reach[from][to] && reach[to][from]
                    #expect((components.component[from] == components.component[to]) == together)
                    if reach[from][to] && !together {
                        #expect(components.component[to] < components.component[from], "providers come first")
                    }
                }
            }
        }
    }

    @Test func aLongChainNeedsNoStack() {
        let count = 1_000_000
        let edges = (0..<Int32(count - 1)).map { ($0, $0 + 1) }
        #expect(Components(of: DirectedGraph(count: count, edges: edges)).count == count)
    }
}
