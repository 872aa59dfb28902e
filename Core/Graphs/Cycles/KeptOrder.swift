/// The kept nodes of a graph in an order in which every edge between two of them leads forward.
///
/// A linked list with sparse position numbers: insertion touches the neighbours of one node only, but for a rare
/// renumbering.
struct KeptOrder {
    /// The position of each kept node, ascending along the order; 0 for the others.
    private(set) var position: [Int64]
    private var next: [Int32]
    private var previous: [Int32]
    /// The number of the end of the ring that holds the order; not a node.
    private let end: Int
    private static let gap: Int64 = 1 << 24

    init(count: Int) {
        end = count
        position = [Int64](repeating: 0, count: count + 1)
        next = [Int32](repeating: Int32(count), count: count + 1)
        previous = next
    }

    func isKept(_ node: Int) -> Bool { position[node] != 0 }

    mutating func remove(_ node: Int) {
        let (before, after) = (previous[node], next[node])
        next[Int(before)] = after
        previous[Int(after)] = before
        position[node] = 0
    }

    /// Puts `node` right behind `other`, or first of all.
    mutating func insert(_ node: Int, behind other: Int?) { insert(node, between: other ?? end) }

    /// Puts `node` right before `other`, or last of all.
    mutating func insert(_ node: Int, before other: Int?) { insert(node, between: Int(previous[other ?? end])) }

    private mutating func insert(_ node: Int, between before: Int) {
        if !hasRoom(behind: before) { renumber() }
        let after = Int(next[before])
        let low = before == end ? 0 : position[before]
        position[node] = after == end ? low + Self.gap : low + (position[after] - low) / 2
        next[node] = Int32(after)
        previous[node] = Int32(before)
        next[before] = Int32(node)
        previous[after] = Int32(node)
    }

    private func hasRoom(behind before: Int) -> Bool {
        let after = Int(next[before])
        let low = before == end ? 0 : position[before]
        return after == end ? low < Int64.max - Self.gap : position[after] - low > 1
    }

    private mutating func renumber() {
        var node = Int(next[end])
        var place: Int64 = 0
        while node != end {
            place += Self.gap
            position[node] = place
            node = Int(next[node])
        }
    }
}
