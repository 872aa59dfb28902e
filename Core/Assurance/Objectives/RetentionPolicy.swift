package import Estate

/// Which restore points an application's objectives want to be there.
package struct RetentionPolicy: Hashable, Sendable {
    /// Seconds for which every restore point is kept; `nil` when nobody said.
    package let age: Int64?
    package let kept: KeptPoints

    package init(age: Int64?, kept: KeptPoints = KeptPoints()) {
        self.age = age
        self.kept = kept
    }

    package var isEmpty: Bool { age == nil && kept.isEmpty }

    /// Those of `moments` that are kept as of `now`, as `restic forget` chooses them: everything that is young enough, the
    /// last ones, and the newest of each of the last periods that have any.
    package func keeps(_ moments: [Instant], asOf now: Instant) -> Set<Instant> {
        let newestFirst = Set(moments).sorted { $1 < $0 }
        var kept = Set(newestFirst.prefix(self.kept.last))
        if let age { kept.formUnion(newestFirst.filter { now.seconds(since: $0) <= age }) }
        for demand in self.kept.demands {
            var periods: Set<Int> = []
            for moment in newestFirst where periods.count < demand.count {
                if periods.insert(demand.period.number(of: moment)).inserted { kept.insert(moment) }
            }
        }
        return kept
    }
}
