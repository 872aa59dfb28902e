/// A problem as plain numbers side by side, with time in its largest common unit: what the decoders calculate with.
final class CompactWork {
    let count: Int
    /// Seconds of one unit of time: the greatest common divisor of all durations and releases.
    let secondsPerUnit: Int
    /// Units of time in which everything fits one after the other.
    let horizon: Int
    let packing: Packing
    let durations: UnsafeMutablePointer<Int>
    let releases: UnsafeMutablePointer<Int>
    let hasReleases: Bool
    let needs: Adjacency
    let followers: Adjacency

    init(_ work: Workload) {
        let problem = work.problem
        count = problem.count
        let unit = max(1, (problem.durations + problem.releases).reduce(0, Self.commonDivisor))
        secondsPerUnit = unit
        horizon = (problem.durations.reduce(0, +) + (problem.releases.max() ?? 0)) / unit
        packing = Packing(problem)
        durations = .allocate(capacity: max(1, count))
        releases = .allocate(capacity: max(1, count))
        for step in 0..<count {
            durations[step] = problem.durations[step] / unit
            releases[step] = problem.release(of: step) / unit
        }
        hasReleases = problem.releases.contains { $0 > 0 }
        needs = Adjacency(problem.needs)
        followers = Adjacency((0..<problem.count).map { Array(work.precedence.followers(of: $0)) })
    }

    deinit {
        durations.deallocate()
        releases.deallocate()
    }

    /// Whether a word for every unit of time is small, and faster than looking for moments of change.
    var isDense: Bool {
        packing.words == 1 && horizon <= DenseProfile.longest && horizon <= 64 * max(1, count)
    }

    private static func commonDivisor(_ left: Int, _ right: Int) -> Int {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}

/// For each step a list of others, all lists in one piece.
final class Adjacency {
    let offsets: UnsafeMutablePointer<Int32>
    let steps: UnsafeMutablePointer<Int32>

    init(_ lists: [[Int]]) {
        offsets = .allocate(capacity: lists.count + 1)
        steps = .allocate(capacity: max(1, lists.reduce(0) { $0 + $1.count }))
        var next = 0
        for (step, list) in lists.enumerated() {
            offsets[step] = Int32(next)
            for other in list {
                steps[next] = Int32(other)
                next += 1
            }
        }
        offsets[lists.count] = Int32(next)
    }

    deinit {
        offsets.deallocate()
        steps.deallocate()
    }
}
