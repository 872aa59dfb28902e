internal import Assurance
internal import Estate

/// When each job runs: as often as the RPO asks for, inside the window, one after the other into each repository.
enum Timetable {
    /// Intervals that divide a day, in minutes, longest first.
    private static let intervals = [1_440, 720, 480, 360, 240, 180, 120, 60, 30, 15]
    /// Minutes that a job is given when no objective limits it.
    private static let slot = 15
    /// Where a day of backups begins when no window says so: one in the night.
    private static let usualStart = 60

    static func timed(_ drafts: [(key: JobKey, draft: JobDraft)], in input: BackupPlanInput) -> [PlannedBackup] {
        // Into one repository, and within a group, one job follows the other.
        var taken: [String: Int] = [:]
        return drafts.map { key, draft in
            let applications = input.applications(of: draft.subjects)
            let minutes = applications.compactMap(\.protection.maximalDuration).min().map { max(1, Int($0 / 60)) }
            let offset = max(taken[key.repository] ?? 0, draft.group.flatMap { taken["group \($0)"] } ?? 0)
            let end = offset + min(minutes ?? slot, slot)
            taken[key.repository] = end
            if let group = draft.group { taken["group \(group)"] = end }
            return Self.job(key, draft, applications, offset: offset, duration: minutes ?? slot, input)
        }
    }

    private static func job(
        _ key: JobKey, _ draft: JobDraft, _ applications: [ApplicationFacts], offset: Int, duration: Int,
        _ input: BackupPlanInput
    ) -> PlannedBackup {
        let paths = Paths.outermost(draft.subjects.flatMap(\.subject.plannedPaths))
        let schedule = schedule(applications, offset: offset, duration: duration)
        return PlannedBackup(
            host: key.host, hostNames: draft.subjects.first?.subject.hostNames ?? [key.host.text],
            repository: key.repository, engine: draft.repository.engine, method: draft.method,
            subjects: draft.subjects.map(\.subject.asset).sorted(), applications: draft.applications,
            paths: Paths.taken(paths, by: draft.method),
            excludes: Paths.excluded(on: key.host, below: paths, by: draft.method, in: input),
            dumps: draft.dumps.sorted { $0.service < $1.service }, group: draft.group, schedule: schedule,
            retention: Retention.strictest(applications), why: draft.why + reasons(applications, schedule),
            shortfalls: shortfalls(applications, schedule, duration: duration))
    }

    /// - Parameter duration: minutes; data is as old as the interval and the backup together before the next one is there.
    private static func schedule(_ applications: [ApplicationFacts], offset: Int, duration: Int) -> BackupSchedule {
        let limit = applications.compactMap(\.recoveryPoint).min().map { Int($0 / 60) } ?? 1_440 + duration
        let interval = intervals.first { $0 + duration <= limit } ?? intervals.last ?? 15
        let window = applications.compactMap(\.protection.window).min { $0.minutes < $1.minutes }
        let start = (window?.start ?? usualStart) + offset % max(1, window?.minutes ?? 1_440)
        let all = stride(from: 0, to: 1_440, by: interval).map { (start + $0) % 1_440 }
        let allowed = all.filter { window?.contains(Int64($0) * 60) ?? true }
        return BackupSchedule(interval: Int64(interval) * 60, minutes: allowed.sorted(), window: window)
    }

    private static func reasons(_ applications: [ApplicationFacts], _ schedule: BackupSchedule) -> [String] {
        guard let strictest = applications.filter({ $0.recoveryPoint != nil }).min(by: isStricter) else {
            return ["Nobody said how much may be lost: once a day."]
        }
        return ["\(strictest.name) may lose at most \(Age.text(strictest.recoveryPoint ?? 0))."]
    }

    private static func isStricter(_ left: ApplicationFacts, _ right: ApplicationFacts) -> Bool {
        (left.recoveryPoint ?? .max, left.name) < (right.recoveryPoint ?? .max, right.name)
    }

    private static func shortfalls(
        _ applications: [ApplicationFacts], _ schedule: BackupSchedule, duration: Int
    ) -> [String] {
        let oldest = schedule.longestGap + Int64(duration) * 60
        var found = applications.compactMap { application -> String? in
            guard let limit = application.recoveryPoint, oldest > limit else { return nil }
            let window = schedule.window.map { " in the window \($0.text)" } ?? ""
            return "\(application.name): data gets up to \(Age.text(oldest)) old\(window); at most "
                + "\(Age.text(limit)) may be lost."
        }
        let windows = Set(applications.compactMap(\.protection.window?.text)).sorted()
        if windows.count > 1, let kept = schedule.window?.text {
            found.append(
                "Its applications ask for the windows \(windows.joined(separator: ", ")); it keeps to \(kept).")
        }
        return found
    }
}

extension BackupWindow {
    /// How long it is.
    fileprivate var minutes: Int { (end - start + 1_440) % 1_440 }
}
