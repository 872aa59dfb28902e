internal import Estate

/// Nobody restored a dataset for longer than its owners want.
package enum RestoreTestOverdue: ObjectiveRule {
    package static let id = "restore-test-overdue"
    package static let severity = Severity.warning
    package static let why = "A backup that was never restored is a hope; many tools report success on broken data."
    package static let objective = "restore-test"

    package static func judge(_ assessed: AssessedEstate) -> [ObjectiveResult] {
        assessed.input.applications.flatMap { application -> [ObjectiveResult] in
            let wanted = application.protection.restoreTests.sorted { $0.key < $1.key }
            return wanted.flatMap { depth, age in
                assessed.datasets(neededBy: application.name).map { subject in
                    judge(subject, application.name, depth, age, assessed)
                }
            }
        }
    }

    private static func judge(
        _ subject: AssessedSubject, _ application: String, _ depth: TestDepth, _ limit: Int64,
        _ assessed: AssessedEstate
    ) -> ObjectiveResult {
        let tests = assessed.input.recovery.tests.filter { $0.dataset == subject.subject.asset && $0.depth >= depth }
        let newest = tests.max { $0.at < $1.at }
        let age = newest.map { assessed.input.now.seconds(since: $0.at) }
        return ObjectiveResult(
            age.map { $0 <= limit } == true ? .met : .breached, application: application,
            subject: subject.subject.asset.text, target: "a restore test of \(depth.word) every \(Age.text(limit))",
            found: age.map { "the newest restore that reached \(depth.word) is \(Age.text(max(0, $0))) old" }
                ?? "no run restored it to \(depth.word)",
            basis: newest.map(\.source) ?? "the runs and restore tests of this state",
            remedy: "Restore it into an isolated target (groundup plan, approve, restore), or let "
                + "'groundup repository verify --depth working' look at a point that holds it.")
    }
}
