/// Looks for the best schedule of a problem: anytime, and the same for the same seed and number of schedules.
///
///     let search = try ScheduleSearch(problem, seed: 1, decoding: .dispatch)
///     let result = search.run(schedules: 2_000)
///     // result.schedule.ranks is what a run follows.
package struct ScheduleSearch: Sendable {
    /// How an order of the steps becomes a schedule.
    package enum Decoding: Hashable, Sendable {
        /// By rank whenever something can start, as a run does it: what is found is what will happen.
        ///
        /// One schedule is one dispatch.
        case dispatch
        /// Each step in its turn at the earliest second that fits, which may leave a capacity idle for a while.
        ///
        /// One schedule is one serial generation with its forward-backward improvement. Shorter on paper; a run that starts what
        /// it can would not follow it.
        case serial
    }

    /// What a search found.
    package struct Result: Hashable, Sendable {
        /// The best schedule; never worse than `Schedule(problem)`, from which the search starts.
        package let schedule: Schedule
        /// Schedules made.
        package let schedules: Int
        /// No schedule at all can be better: it is as good as the bound.
        package let isProvedOptimal: Bool
    }

    let work: Workload
    let seed: UInt64
    let decoding: Decoding
    let path: CriticalPath
    /// What the search starts from.
    package let start: Schedule

    /// Throws for problems without any schedule.
    package init(_ problem: SchedulingProblem, seed: UInt64, decoding: Decoding) throws(SchedulingError) {
        work = try Workload(problem)
        self.seed = seed
        self.decoding = decoding
        path = CriticalPath(problem, work.precedence)
        start = Schedule(work, ranks: path.tails.map { -$0 })
    }

    package var problem: SchedulingProblem { work.problem }

    /// Searches until so many schedules have been made, `shouldStop` says so (it is asked before each one), or nothing better
    /// can exist.
    ///
    /// The variety that is kept depends on `schedules`: who stops by the clock gives about the number that fits into the time.
    package func run(schedules: Int, shouldStop: () -> Bool = { false }) -> Result {
        let bound = ObjectiveBound(work, path, start.lowerBound).score
        guard bound < Score(start.objective), schedules > 0 else {
            return Result(schedule: start, schedules: 1, isProvedOptimal: Score(start.objective) <= bound)
        }
        return withoutActuallyEscaping(shouldStop) { shouldStop in
            search(SearchLimits(schedules: schedules, bound: bound, shouldStop: shouldStop))
        }
    }

    private func search(_ limits: SearchLimits) -> Result {
        let compact = CompactWork(work)
        switch decoding {
        case .dispatch where work.problem.count <= 2_000 && limits.schedules >= 200:
            // Serial generation looks further for its time: where it arrives is a good place to start from.
            let (_, ahead) = serial(compact, limits.withSchedules(limits.schedules / 2))
            let rest = limits.withSchedules(limits.schedules - ahead.schedules)
            return genetic(DispatchDecoding(work), compact, rest, ahead).result
        case .dispatch: return genetic(DispatchDecoding(work), compact, limits, nil).result
        case .serial: return serial(compact, limits).result
        }
    }

    /// Where a search ended, for another one to go on from.
    private struct Arrival {
        let orders: [[Int32]]
        let schedules: Int
    }

    private func serial(_ compact: CompactWork, _ limits: SearchLimits) -> (result: Result, arrival: Arrival) {
        let goals = work.problem.goals
        return compact.isDense
            ? genetic(SerialDecoding<DenseProfile>(compact, goals: goals), compact, limits, nil)
            : genetic(SerialDecoding<EventProfile>(compact, goals: goals), compact, limits, nil)
    }

    private func genetic(
        _ decoding: some ListDecoding, _ compact: CompactWork, _ limits: SearchLimits, _ ahead: Arrival?
    ) -> (result: Result, arrival: Arrival) {
        let search = GeneticSearch(
            decoding, compact, PriorityRules(work, path), seed: seed, limits: limits, founders: ahead?.orders ?? [])
        search.run()
        let isBetter = search.best < Score(start.objective)
        let schedule = isBetter ? schedule(search) : start
        let result = Result(
            schedule: schedule, schedules: search.schedules + (ahead?.schedules ?? 0),
            isProvedOptimal: Score(schedule.objective) <= limits.bound)
        return (result, Arrival(orders: search.arrived, schedules: search.schedules))
    }

    private func schedule(_ search: GeneticSearch<some ListDecoding>) -> Schedule {
        let (starts, ranks) = (search.bestStarts, search.bestRanks)
        let order = starts.indices.sorted { (starts[$0], ranks[$0]) < (starts[$1], ranks[$1]) }
        return Schedule(work, starts: starts, order: order, ranks: ranks)
    }
}
