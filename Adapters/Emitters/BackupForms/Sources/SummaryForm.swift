internal import Assurance
internal import BackupPlan
package import Contracts
package import Estate
internal import PlanForms

/// A host's backups for people: order, times, what is kept, what to install where, and what stays uncovered and why.
package struct SummaryForm: BackupForm {
    package let name = ""

    package init() {}

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        let text =
            "# Backups of \(MarkdownText.plain(host.text))\n\n" + Self.order(plan)
            + plan.jobs.map { Self.section($0, plan) }.joined() + Self.uncovered(plan) + Self.installing(plan)
        return ([EmittedFile(name: "README.md", contents: text)], [])
    }

    private static func order(_ plan: HostPlan) -> String {
        let all = plan.sources.plan.jobs
        let rows = plan.jobs.map { job in
            let place = (all.firstIndex(of: job) ?? 0) + 1
            let group = job.group.map { name in
                let members = all.filter { $0.group == name }.map(\.host.text)
                return "\(MarkdownText.plain(name)): \(MarkdownText.plain(members.joined(separator: ", ")))"
            }
            return "| \(place) of \(all.count) | \(MarkdownText.plain(job.repository)) | \(job.method.word) "
                + "| \(CalendarTimes.text(job.schedule.minutes)) | \(job.schedule.window?.text ?? "any") "
                + "| \(group ?? "-") |\n"
        }
        return "| place in the plan | repository | method | times (UTC) | window | back to back with |\n"
            + "| --- | --- | --- | --- | --- | --- |\n" + rows.joined() + "\n"
    }

    private static func section(_ job: PlannedBackup, _ plan: HostPlan) -> String {
        var lines = job.dumps.map {
            "1. dump \(MarkdownText.code($0.service.text)) into "
                + $0.dumpPaths.map(MarkdownText.code).joined(separator: ", ")
        }
        lines.append("1. \(job.engine): " + job.paths.map(MarkdownText.code).joined(separator: ", "))
        lines += job.excludes.map { "   - without \(MarkdownText.code($0)): live files of a database" }
        let why = (job.why + job.shortfalls.map { "Not kept: \($0)" }).map { "- \(MarkdownText.plain($0))\n" }
        return "## Into \(MarkdownText.plain(job.repository))\n\n" + lines.map { "\($0)\n" }.joined() + "\n"
            + why.joined() + "- Kept: \(kept(job))\n\n"
    }

    private static func kept(_ job: PlannedBackup) -> String {
        let kept = job.retention.kept
        let counts = [
            ("last", kept.last), ("daily", kept.daily), ("weekly", kept.weekly), ("monthly", kept.monthly),
            ("yearly", kept.yearly),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        let all = (job.keptDays.map { ["everything for \($0) days"] } ?? []) + counts
        return all.isEmpty ? "nobody said for how long; nothing is removed" : all.joined(separator: ", ")
    }

    private static func uncovered(_ plan: HostPlan) -> String {
        let own = plan.sources.plan.uncovered.filter { subject in
            subject.asset == plan.host || subject.asset.text.hasPrefix("\(plan.host.text):")
        }
        guard !own.isEmpty else { return "Nothing of this host that has to be backed up stays uncovered.\n\n" }
        let lines = own.map { subject in
            "- \(MarkdownText.code(subject.asset.text)): \(MarkdownText.plain(subject.reason))"
                + (subject.remedy.isEmpty ? "\n" : ". \(MarkdownText.plain(subject.remedy))\n")
        }
        return "## Stays uncovered\n\n" + lines.joined() + "\n"
    }

    private static func installing(_ plan: HostPlan) -> String {
        let passwords = plan.jobs.filter { plan.repository(of: $0)?.password != nil }
            .map {
                "- \(MarkdownText.code(plan.password(of: $0))): the password of \(MarkdownText.plain($0.repository)), "
                    + "for root alone (mode 600); not written here\n"
            }
        return """
            ## Installing

            The files of `groundup-backup` belong into `\(HostPlan.place)`, owned by root. Choose one form:

            - `systemd`: into `/etc/systemd/system`, then `systemctl daemon-reload` and enable the timers
            - `borgmatic` (1.8 and later) or `borgmatic-1.7`: into `/etc/borgmatic.d`, started by its own timer
            - `resticprofile`: `profiles.yaml` into `/etc/resticprofile`, then `resticprofile schedule --all`
            - `pgbackrest`: `pgbackrest.conf` into `\(HostPlan.place)` or `/etc`, started by `systemd` above

            \(passwords.joined())
            """
    }
}
