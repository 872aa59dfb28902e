/// The needs of a problem turned around, with an order in which every step comes after what it needs.
struct Precedence: Sendable {
    /// Start of each step's followers in `followers`; one entry more than there are steps.
    let offsets: [Int]
    let followers: [Int]
    let order: [Int]

    init(needs: [[Int]]) throws(SchedulingError) {
        let (offsets, followers) = Self.turned(needs)
        self.offsets = offsets
        self.followers = followers
        order = Self.order(needs: needs, offsets: offsets, followers: followers)
        guard order.count == needs.count else { throw .circle(Self.circle(needs: needs, outside: order)) }
    }

    func followers(of step: Int) -> ArraySlice<Int> { followers[offsets[step]..<offsets[step + 1]] }

    private static func turned(_ needs: [[Int]]) -> (offsets: [Int], followers: [Int]) {
        var offsets = [Int](repeating: 0, count: needs.count + 1)
        for list in needs {
            for need in list { offsets[need + 1] += 1 }
        }
        for index in 0..<needs.count { offsets[index + 1] += offsets[index] }
        var next = offsets
        var followers = [Int](repeating: 0, count: offsets[needs.count])
        for (step, list) in needs.enumerated() {
            for need in list {
                followers[next[need]] = step
                next[need] += 1
            }
        }
        return (offsets, followers)
    }

    /// Kahn's order; shorter than the problem when some steps need each other.
    private static func order(needs: [[Int]], offsets: [Int], followers: [Int]) -> [Int] {
        var open = needs.map(\.count)
        var order = open.indices.filter { open[$0] == 0 }
        var position = 0
        while position < order.count {
            let step = order[position]
            position += 1
            for follower in followers[offsets[step]..<offsets[step + 1]] {
                open[follower] -= 1
                if open[follower] == 0 { order.append(follower) }
            }
        }
        return order
    }

    /// One circle among the steps that are not in `order`, starting at its smallest member.
    private static func circle(needs: [[Int]], outside order: [Int]) -> [Int] {
        var isOrdered = [Bool](repeating: false, count: needs.count)
        for step in order { isOrdered[step] = true }
        // Every step left over needs another one that is left over, so walking along needs must come back.
        var position = [Int](repeating: -1, count: needs.count)
        var walk: [Int] = []
        var current = isOrdered.firstIndex(of: false)
        while let step = current, position[step] < 0 {
            position[step] = walk.count
            walk.append(step)
            current = needs[step].filter { !isOrdered[$0] }.min()
        }
        guard let back = current else { return walk }
        let circle = Array(walk[position[back]...])
        guard let smallest = circle.min(), let first = circle.firstIndex(of: smallest) else { return circle }
        return Array(circle[first...] + circle[..<first])
    }
}
