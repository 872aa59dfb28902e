package import Assurance
package import Estate

/// What has to be backed up, how, whereto, when, and what stays uncovered and why.
package struct BackupPlan: Hashable, Sendable {
    package let estate: String
    package let observedAt: Instant
    /// In the order in which they are to be run.
    package let jobs: [PlannedBackup]
    /// Sorted by asset.
    package let uncovered: [UncoveredSubject]
    /// What this plan does not know or look at, in sentences.
    package let notChecked: [String]

    package init(
        estate: String, observedAt: Instant, jobs: [PlannedBackup], uncovered: [UncoveredSubject],
        notChecked: [String]
    ) {
        self.estate = estate
        self.observedAt = observedAt
        self.jobs = jobs
        self.uncovered = uncovered
        self.notChecked = notChecked
    }

    package var hosts: [AssetID] { Set(jobs.map(\.host)).sorted() }

    /// The jobs of one host, in their order.
    package func jobs(on host: AssetID) -> [PlannedBackup] { jobs.filter { $0.host == host } }
}

/// How a job makes a copy that can be restored.
package enum BackupMethod: Hashable, Sendable {
    /// Files as they lie there, dumps among them.
    case files
    /// The engine works together with the database whose data folder this is, or with the machine whose disk.
    case native(data: String)

    package var word: String {
        switch self {
        case .files: "files"
        case .native: "native"
        }
    }
}

/// One recurring backup of one host into one repository.
package struct PlannedBackup: Hashable, Sendable {
    package var host: AssetID
    /// The names under which restore points know the host.
    package var hostNames: [String]
    package var repository: String
    package var engine: String
    package var method: BackupMethod
    /// The datasets that it holds, and the host whose configuration it holds; sorted.
    package var subjects: [AssetID]
    /// The applications that need any of them, sorted.
    package var applications: [String]
    /// Absolute, sorted; none lies within another.
    package var paths: [String]
    /// Live files of databases below `paths` that must not be copied raw, sorted.
    package var excludes: [String]
    /// What is dumped before the files are copied, sorted by service.
    package var dumps: [PlannedDump]
    /// What has to belong together and is taken back to back; `nil` for a job that stands for itself.
    package var group: String?
    package var schedule: BackupSchedule
    package var retention: RetentionPolicy
    /// Why it is as it is, in sentences.
    package var why: [String]
    /// Objectives that it cannot keep, in sentences.
    package var shortfalls: [String]

    /// Names it in the plan, such as `app1/shop`; unique, because each host has one job for each repository.
    package var id: String { "\(host.text)/\(repository)" }
}

/// A consistent copy that a service writes before its files are taken.
package struct PlannedDump: Hashable, Sendable {
    package let service: AssetID
    /// Whose step `dump` makes it.
    package let recipe: String
    package let unit: String
    package let dataPaths: [String]
    package let dumpPaths: [String]

    /// What the service is called on its host.
    package var name: String { service.text.split(separator: "/", maxSplits: 1).last.map(String.init) ?? service.text }
}

/// When a job is to run.
package struct BackupSchedule: Hashable, Sendable {
    /// Seconds between two runs, outside of gaps that the window makes.
    package let interval: Int64
    /// Minutes after midnight UTC, ascending; one for each run of a day.
    package let minutes: [Int]
    /// When it may run; `nil` when nobody said.
    package let window: BackupWindow?

    package init(interval: Int64, minutes: [Int], window: BackupWindow?) {
        self.interval = interval
        self.minutes = minutes
        self.window = window
    }

    /// The longest time between two runs, in seconds.
    package var longestGap: Int64 {
        guard let first = minutes.first, let last = minutes.last else { return 0 }
        let gaps = zip(minutes, minutes.dropFirst()).map { $1 - $0 } + [1_440 + first - last]
        return Int64(gaps.max() ?? 1_440) * 60
    }
}

/// Something that has to be backed up and that no job of the plan holds.
package struct UncoveredSubject: Hashable, Comparable, Sendable {
    package let asset: AssetID
    package let applications: [String]
    /// In one sentence.
    package let reason: String
    /// What to do about it; empty when somebody answers for it.
    package let remedy: String

    package static func < (left: UncoveredSubject, right: UncoveredSubject) -> Bool {
        (left.asset, left.reason) < (right.asset, right.reason)
    }
}
