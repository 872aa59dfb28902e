package import Assurance
package import Estate

/// How the jobs that hosts have now differ from a plan.
package struct BackupDifference: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case same
        /// The host has a job into this repository, and it does otherwise.
        case different
        /// The host has no job into this repository.
        case missing
        /// The host has a job into a repository for which the plan has none.
        case extra
    }

    package struct Item: Hashable, Sendable {
        package let kind: Kind
        package let host: AssetID
        package let repository: String
        /// The units or files that define the job now, sorted.
        package let definedIn: [String]
        /// What differs, in sentences.
        package let details: [String]
    }

    /// In the order of the plan, then what is extra.
    package let items: [Item]
    /// What has to be backed up and no job of its host names, sorted.
    package let unnamed: [AssetID]
    /// Hosts that could not be read; nothing is said of them.
    package let unread: [BlindSpot]

    package var isSame: Bool { unnamed.isEmpty && items.allSatisfy { $0.kind == .same } }
}

extension BackupDifference {
    /// - Parameters:
    ///   - found: the jobs of each host that was read, as they are now, with the repositories that they write to.
    ///   - subjects: everything that has to be backed up.
    package init(
        _ plan: BackupPlan, found: RepositoryMap, read: Set<AssetID>, subjects: [ProtectionSubject],
        unread: [BlindSpot]
    ) {
        let jobs = plan.jobs.filter { read.contains($0.host) }
        let planned = jobs.map { job in
            Self.item(job, found.repository(job.repository)?.jobs.filter { $0.host == job.host } ?? [])
        }
        let names = Set(jobs.map(\.id))
        let extra = found.repositories.flatMap { repository in
            Dictionary(grouping: repository.jobs.filter { read.contains($0.host) }, by: \.host)
                .filter { !names.contains("\($0.key.text)/\(repository.name)") }
                .map { host, jobs in
                    Item(
                        kind: .extra, host: host, repository: repository.name,
                        definedIn: jobs.map(\.job.definedIn).sorted(),
                        details: ["it backs up \(jobs.flatMap(\.job.paths).sorted().joined(separator: ", "))"])
                }
        }
        items = planned + extra.sorted { ($0.host, $0.repository) < ($1.host, $1.repository) }
        unnamed = subjects.filter { subject in
            guard read.contains(subject.host) else { return false }
            let paths = found.jobs(on: subject.host).flatMap(\.job.paths)
            let isNative = subject.rawPath.map { raw in
                found.jobs(on: subject.host).contains {
                    $0.job.engine == "pgbackrest" && $0.job.paths.contains { PathScope.covers(raw, $0) }
                }
            }
            return isNative != true && !subject.paths.allSatisfy { PathScope.covers(paths, $0) }
        }.map(\.asset).sorted()
        self.unread = unread.sorted()
    }

    private static func item(_ job: PlannedBackup, _ found: [PlacedJob]) -> Item {
        func item(_ kind: Kind, _ details: [String]) -> Item {
            Item(
                kind: kind, host: job.host, repository: job.repository,
                definedIn: Set(found.map(\.job.definedIn)).sorted(), details: details)
        }
        guard !found.isEmpty else { return item(.missing, ["no job of \(job.host.text) writes to it"]) }
        let paths = found.flatMap(\.job.paths)
        let lacking = job.paths.filter { !PathScope.covers(paths, $0) }
        let raw = job.excludes.isEmpty ? [] : job.excludes.filter { PathScope.covers(paths, $0) }
        var details = lacking.map { "it does not name \($0)" } + raw.map { "it may copy \($0) raw" }
        details += times(job.schedule, found.map(\.job.schedule))
        return item(details.isEmpty ? .same : .different, details)
    }

    /// What is started when is compared where both are times of every day.
    private static func times(_ schedule: BackupSchedule, _ found: [String?]) -> [String] {
        let written = found.compactMap { $0 }.flatMap { $0.split(separator: ";") }.map(String.init)
        guard !written.isEmpty else { return ["nothing was seen that starts it"] }
        let known = written.map { CalendarTimes.minutes(of: $0) }
        guard !known.contains(nil) else {
            return ["its times (\(written.joined(separator: "; "))) are no times of every day and were not compared"]
        }
        let minutes = Set(known.compactMap { $0 }.joined())
        guard minutes != Set(schedule.minutes) else { return [] }
        return ["it runs at \(CalendarTimes.text(minutes.sorted())), not at \(CalendarTimes.text(schedule.minutes))"]
    }
}
