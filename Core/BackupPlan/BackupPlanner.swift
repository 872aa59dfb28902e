internal import Assurance
internal import Estate

/// Makes a backup plan: a pure function from the assessed estate and what repositories can take.
package enum BackupPlanner {
    package static func plan(_ input: BackupPlanInput) -> BackupPlan {
        // What has to be held comes first: a plan that leaves something out says so for each thing.
        let (wanted, accepted) = Scope.subjects(in: input)
        // A database is never copied raw: how its data is taken decides which repositories can take it.
        let methods = wanted.map { (subject: $0, choice: MethodChoice.method(of: $0, in: input)) }
        var uncovered = accepted
        var drafts: [JobKey: JobDraft] = [:]
        for (subject, choice) in methods {
            switch choice {
            case .none(let reason, let remedy): uncovered.append(subject.uncovered(reason, remedy))
            case .native(let repository, let data):
                let key = JobKey(host: subject.subject.host, repository: repository.name)
                drafts[key, default: JobDraft(repository, .native(data: data))].add(subject, dump: nil)
            case .files(let dump):
                // A repository that falls together with the data is no backup of it.
                switch RepositoryChoice.repositories(for: subject.subject.host, in: input) {
                case .failure(let refusal): uncovered.append(subject.uncovered(refusal.reason, refusal.remedy))
                case .success(let chosen):
                    for choice in chosen {
                        let key = JobKey(host: subject.subject.host, repository: choice.repository.name)
                        var draft = drafts[key] ?? JobDraft(choice.repository, .files)
                        draft.add(subject, dump: dump)
                        draft.because(choice.why)
                        drafts[key] = draft
                    }
                }
            }
        }
        // What belongs together gets one place in the order, and that place its times.
        let grouped = ConsistencyGroups.assigned(drafts)
        let ordered = JobOrder.ordered(grouped, in: input)
        let jobs = Timetable.timed(ordered, in: input)
        return BackupPlan(
            estate: input.assessed.input.estate.name, observedAt: input.assessed.input.estate.observedAt, jobs: jobs,
            uncovered: uncovered.sorted(), notChecked: Scope.notChecked(input))
    }
}

/// A host has one job for each repository.
struct JobKey: Hashable, Comparable {
    let host: AssetID
    let repository: String

    static func < (left: JobKey, right: JobKey) -> Bool {
        (left.host, left.repository) < (right.host, right.repository)
    }
}

/// A job while it is put together.
struct JobDraft {
    let repository: BackupRepository
    let method: BackupMethod
    private(set) var subjects: [AssessedSubject] = []
    private(set) var dumps: [PlannedDump] = []
    private(set) var why: [String] = []
    var group: String?

    init(_ repository: BackupRepository, _ method: BackupMethod) {
        self.repository = repository
        self.method = method
    }

    mutating func add(_ subject: AssessedSubject, dump: PlannedDump?) {
        subjects.append(subject)
        if let dump, !dumps.contains(dump) { dumps.append(dump) }
    }

    mutating func because(_ reason: String) {
        if !why.contains(reason) { why.append(reason) }
    }

    /// The applications that need what it holds, sorted.
    var applications: [String] { Set(subjects.flatMap(\.applications)).sorted() }

    /// The applications that need data of it, sorted; configuration is consistent with itself.
    var dataApplications: [String] {
        Set(subjects.filter(\.subject.isDataset).flatMap(\.applications)).sorted()
    }
}

extension AssessedSubject {
    func uncovered(_ reason: String, _ remedy: String) -> UncoveredSubject {
        UncoveredSubject(asset: subject.asset, applications: applications, reason: reason, remedy: remedy)
    }
}
