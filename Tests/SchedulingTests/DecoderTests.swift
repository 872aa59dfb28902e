import Testing

@testable import Scheduling

@Suite("Both profiles of free capacity")
struct DecoderTests {
    @Test("place steps alike", arguments: 0..<40)
    func denseEqualsEvents(seed: Int) throws {
        var random = Seeded(UInt64(seed))
        var problem = randomProblem(25, &random, longest: 9, releases: seed % 2 == 0)
        problem.capacities[2] = 5
        let work = try Workload(problem)
        let compact = CompactWork(work)
        #expect(compact.packing.words == 1)
        let dense = SerialDecoder<DenseProfile>(compact)
        let events = SerialDecoder<EventProfile>(compact)
        let lists = [0, 1].map { _ in StepList.allocate(capacity: 25) }
        defer { for list in lists { list.deallocate() } }
        for _ in 0..<5 {
            let keys = (0..<25).map { _ in random.below(100) }
            for list in lists { TopologicalSampling(work: compact).order(by: keys, into: list) }
            for backwards in [false, true, false] {
                let lengths = (
                    dense.pass(lists[0], backwards: backwards), events.pass(lists[1], backwards: backwards)
                )
                #expect(lengths.0 == lengths.1, "seed \(seed)")
                for step in 0..<25 { #expect(dense.finishes[step] == events.finishes[step], "seed \(seed)") }
                dense.turn(lists[0], length: lengths.0)
                events.turn(lists[1], length: lengths.1)
            }
        }
    }

    @Test func capacitiesThatNeedMoreThanAWordGetMore() throws {
        let wide = 1_000_000_000_000
        let uses = (0..<3).map { ResourceUse(resource: $0, units: wide) }
        let problem = SchedulingProblem(
            durations: [3, 4], needs: [[], []], uses: [uses, uses], capacities: [wide, wide, wide])
        #expect(Packing(problem).words == 3)
        #expect(try ScheduleSearch(problem, seed: 1, decoding: .serial).run(schedules: 20).schedule.makespan == 7)
    }

    @Test func timeIsCountedInTheLargestCommonUnit() throws {
        let problem = SchedulingProblem(
            durations: [600, 0, 900], needs: [[], [0], []], uses: [[], [], []], capacities: [], releases: [0, 300, 0])
        let compact = CompactWork(try Workload(problem))
        #expect(compact.secondsPerUnit == 300)
        #expect(compact.horizon == 6)
    }
}
