/// Schedules that are bred from: their lists in one piece of memory, with what is known of each.
final class Population {
    let capacity: Int
    /// Members so far; they are numbered from 0.
    private(set) var count = 0
    private(set) var scores: [Score]
    private(set) var fingerprints: [UInt64]
    private let lists: StepList
    private let steps: Int

    /// Room for `capacity` members and one list to try things on.
    init(capacity: Int, steps: Int) {
        self.capacity = capacity
        self.steps = steps
        scores = Array(repeating: .worst, count: capacity)
        fingerprints = Array(repeating: 0, count: capacity)
        let room = max(1, (capacity + 1) * steps)
        lists = .allocate(capacity: room)
        lists.initialize(repeating: 0, count: room)
    }

    deinit { lists.deallocate() }

    func list(_ member: Int) -> StepList { lists + member * steps }

    /// The list that belongs to no member.
    var trial: StepList { lists + capacity * steps }

    func contains(_ fingerprint: UInt64) -> Bool { fingerprints[..<count].contains(fingerprint) }

    /// Makes the trial list a new member.
    func append(_ score: Score, _ fingerprint: UInt64) {
        count += 1
        replace(count - 1, score, fingerprint)
    }

    /// Puts the trial list in the place of a member.
    func replace(_ member: Int, _ score: Score, _ fingerprint: UInt64) {
        list(member).update(from: trial, count: steps)
        scores[member] = score
        fingerprints[member] = fingerprint
    }

    func removeAll() { count = 0 }
}
