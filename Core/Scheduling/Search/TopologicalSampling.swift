internal import HeapModule

/// Orders of the steps that keep all needs and otherwise follow keys, the smaller first.
struct TopologicalSampling {
    private struct Entry: Comparable {
        let key: Int
        let step: Int32

        static func < (left: Entry, right: Entry) -> Bool {
            left.key != right.key ? left.key < right.key : left.step < right.step
        }
    }

    let work: CompactWork

    /// Writes the order into `list`.
    ///
    /// Takes O((steps + needs) log steps).
    func order(by keys: [Int], into list: UnsafeMutablePointer<Int32>) {
        let needs = work.needs.offsets
        let followers = work.followers
        var open = (0..<work.count).map { needs[$0 + 1] - needs[$0] }
        var ready = Heap<Entry>()
        for step in 0..<work.count where open[step] == 0 {
            ready.insert(Entry(key: keys[step], step: Int32(step)))
        }
        var position = 0
        while let entry = ready.popMin() {
            list[position] = entry.step
            position += 1
            for index in followers.offsets[Int(entry.step)]..<followers.offsets[Int(entry.step) + 1] {
                let follower = followers.steps[Int(index)]
                open[Int(follower)] -= 1
                if open[Int(follower)] == 0 {
                    ready.insert(Entry(key: keys[Int(follower)], step: follower))
                }
            }
        }
    }
}
