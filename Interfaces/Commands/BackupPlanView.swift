internal import Assurance
internal import BackupPlan
internal import Estate
internal import Formats

/// A backup plan as text and as data.
struct BackupPlanView {
    private let plan: BackupPlan

    init(_ plan: BackupPlan) {
        self.plan = plan
    }

    var text: String {
        [jobs, shortfalls, uncovered, notChecked].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var jobs: String {
        var table = TextTable("BACKUP", "ENGINE", "HOLDS", "DUMPS FIRST", "WHEN (UTC)", "TOGETHER", "FOR")
        for job in plan.jobs {
            table.add(
                job.id, job.engine, job.paths.joined(separator: " "), job.dumps.map(\.name).joined(separator: " "),
                job.schedule.text, job.group ?? "-", job.applications.joined(separator: " "))
        }
        return table.text
    }

    private var shortfalls: String {
        let lines = plan.jobs.flatMap { job in job.shortfalls.map { printable("  \(job.id): \($0)") } }
        return lines.isEmpty ? "" : "Objectives that are not kept:\n\(lines.joined(separator: "\n"))\n"
    }

    private var uncovered: String {
        guard !plan.uncovered.isEmpty else { return "Everything that has to be backed up is in the plan.\n" }
        var table = TextTable("STAYS UNCOVERED", "BECAUSE", "DO")
        for subject in plan.uncovered { table.add(subject.asset.text, subject.reason, subject.remedy) }
        return table.text
    }

    private var notChecked: String {
        plan.notChecked.map { printable("not checked: \($0)") }.joined(separator: "\n") + "\n"
    }

    var json: JSONValue {
        .record([
            "format": .string("groundup-backup-plan"), "version": .integer(1), "estate": .string(plan.estate),
            "observedAt": .integer(plan.observedAt.seconds), "jobs": .array(plan.jobs.map(Self.json)),
            "uncovered": .array(plan.uncovered.map(Self.json)), "notChecked": .strings(plan.notChecked),
        ])
    }

    private static func json(_ job: PlannedBackup) -> JSONValue {
        .record([
            "id": .string(job.id), "host": .string(job.host.text), "repository": .string(job.repository),
            "engine": .string(job.engine), "method": .string(job.method.word), "paths": .strings(job.paths),
            "excludes": .strings(job.excludes), "subjects": .strings(job.subjects.map(\.text)),
            "applications": .strings(job.applications), "group": .optional(job.group),
            "dumps": .array(job.dumps.map(json)), "interval": .integer(job.schedule.interval),
            "minutes": .array(job.schedule.minutes.map(JSONValue.number)),
            "window": .optional(job.schedule.window?.text), "retention": json(job.retention),
            "why": .strings(job.why), "shortfalls": .strings(job.shortfalls),
        ])
    }

    private static func json(_ dump: PlannedDump) -> JSONValue {
        .record([
            "service": .string(dump.service.text), "recipe": .string(dump.recipe),
            "paths": .strings(dump.dumpPaths),
        ])
    }

    private static func json(_ retention: RetentionPolicy) -> JSONValue {
        .record([
            "age": retention.age.map { .integer($0) }, "last": .number(retention.kept.last),
            "daily": .number(retention.kept.daily), "weekly": .number(retention.kept.weekly),
            "monthly": .number(retention.kept.monthly), "yearly": .number(retention.kept.yearly),
        ])
    }

    static func json(_ subject: UncoveredSubject) -> JSONValue {
        .record([
            "asset": .string(subject.asset.text), "applications": .strings(subject.applications),
            "reason": .string(subject.reason), "remedy": .string(subject.remedy),
        ])
    }
}

extension BackupSchedule {
    /// `01:00`, `01:00 and every 2h`.
    fileprivate var text: String {
        guard let first = minutes.first else { return "-" }
        func clock(_ minute: Int) -> String {
            String(String(100 + minute / 60).dropFirst()) + ":" + String(String(100 + minute % 60).dropFirst())
        }
        if minutes.count <= 3 { return minutes.map(clock).joined(separator: " ") }
        return "\(clock(first)), every \(Age.text(interval))\(window.map { " in \($0.text)" } ?? "")"
    }
}
