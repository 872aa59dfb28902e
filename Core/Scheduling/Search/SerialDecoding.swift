/// Active schedules: no step could start earlier unless another one started later.
///
/// One schedule is one serial generation together with the two passes of its forward-backward improvement.
final class SerialDecoding<Profile: CapacityProfile>: ListDecoding {
    private let decoder: SerialDecoder<Profile>
    private let work: CompactWork
    private let goals: [Goal]
    private(set) var schedules = 0
    private(set) var fingerprint: UInt64 = 0
    /// The list and finishes of the first pass, kept where improving the makespan may spoil something else.
    private var first: (list: [Int32], finishes: [Int]) = ([], [])

    /// The order that stands for the schedule made last.
    private let settled: StepList

    init(_ work: CompactWork, goals: [Goal]) {
        self.work = work
        self.goals = goals
        decoder = SerialDecoder(work)
        settled = .allocate(capacity: max(1, work.count))
        settled.initialize(repeating: 0, count: max(1, work.count))
    }

    deinit { settled.deallocate() }

    var starts: [Int] {
        (0..<work.count).map { (decoder.finishes[$0] - work.durations[$0]) * work.secondsPerUnit }
    }

    func start(of step: Int) -> Int { decoder.finishes[step] &- work.durations[step] }

    var ranks: [Int] {
        var ranks = [Int](repeating: 0, count: work.count)
        for position in ranks.indices { ranks[Int(settled[position])] = position }
        return ranks
    }

    func decode(_ list: StepList, hopeless: Score) -> Score {
        schedules += 1
        var length = decoder.pass(list, backwards: false)
        let keepsFirst = work.hasReleases || !goals.isEmpty
        let firstScore = score(length)
        if keepsFirst { remember(list) }
        decoder.turn(list, length: length)
        length = decoder.pass(list, backwards: true)
        // The pass that follows rarely gains a hundredth. With releases or goals the length alone says too little.
        if !keepsFirst, length - length / 100 > hopeless.length / work.secondsPerUnit { return .worst }
        decoder.turn(list, length: length)
        length = decoder.pass(list, backwards: false)
        var result = score(length)
        if keepsFirst, firstScore < result {
            recall(list)
            result = firstScore
            length = firstScore.length / work.secondsPerUnit
        }
        decoder.settle(list, length: length)
        settled.update(from: list, count: work.count)
        var print: UInt64 = 0xCBF2_9CE4_8422_2325
        for step in 0..<work.count { print = mixed(print, decoder.finishes[step]) }
        fingerprint = print
        return result
    }

    private func score(_ length: Int) -> Score {
        let seconds = work.secondsPerUnit
        var score = Score(tardiness: 0, length: length * seconds, completion: 0)
        for goal in goals {
            var finish = 0
            for step in goal.steps { finish = max(finish, decoder.finishes[step]) }
            score.completion += goal.weight * finish * seconds
            if let due = goal.due { score.tardiness += goal.weight * max(0, finish * seconds - due) }
        }
        return score
    }

    private func remember(_ list: StepList) {
        first.list = Array(UnsafeBufferPointer(start: list, count: work.count))
        first.finishes = Array(UnsafeBufferPointer(start: decoder.finishes, count: work.count))
    }

    private func recall(_ list: StepList) {
        for position in 0..<work.count {
            list[position] = first.list[position]
            decoder.finishes[position] = first.finishes[position]
        }
    }
}
