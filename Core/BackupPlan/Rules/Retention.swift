internal import Assurance

/// A job keeps what any of its applications asks for.
enum Retention {
    static func strictest(_ applications: [ApplicationFacts]) -> RetentionPolicy {
        let policies = applications.map(\.policy)
        func most(_ count: (KeptPoints) -> Int) -> Int { policies.map { count($0.kept) }.max() ?? 0 }
        return RetentionPolicy(
            age: policies.compactMap(\.age).max(),
            kept: KeptPoints(
                last: most(\.last), daily: most(\.daily), weekly: most(\.weekly), monthly: most(\.monthly),
                yearly: most(\.yearly)))
    }
}
