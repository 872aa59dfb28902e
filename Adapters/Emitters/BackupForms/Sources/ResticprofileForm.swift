internal import Assurance
internal import BackupPlan
package import Contracts
package import Estate
internal import Formats

/// resticprofile configuration (format 1): a profile for each restic repository.
///
/// Paths stand in files of their own, which restic takes as they are: in profiles they would be expanded.
package struct ResticprofileForm: BackupForm {
    package let name = "resticprofile"

    package init() {}

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        let profiles = plan.jobs(of: "restic").compactMap { job in
            plan.repository(of: job).map { YAMLOutput.Member(plan.name(of: job), profile(job, $0, plan)) }
        }
        guard !profiles.isEmpty else { return ([], []) }
        do {
            let text = try YAMLOutput.mapping([.init("version", .text("1"))] + profiles).document()
            return ([EmittedFile(name: "profiles.yaml", contents: text)], [])
        } catch {
            return ([], ["it could not be written: \(error)"])
        }
    }

    private func profile(_ job: PlannedBackup, _ repository: RepositoryEntry, _ plan: HostPlan) -> YAMLOutput {
        var backup: [YAMLOutput.Member] = [
            .init("host", .text(Self.literal(job.host.text))), .init("tag", .texts(["groundup"])),
            .init("files-from-verbatim", .texts([plan.paths(of: job)])),
            .init("exclude-file", .texts([plan.excludes(of: job)])),
            .init("schedule", .texts(CalendarTimes.expressions(of: job.schedule.minutes))),
            .init("schedule-permission", .text("system")),
        ]
        if !job.dumps.isEmpty {
            backup.append(.init("run-before", .texts(job.dumps.map { "sh \(plan.dumpScript(of: $0))" })))
        }
        var members: [YAMLOutput.Member] = [
            .init("repository", .text(Self.literal(repository.url))),
            .init("password-file", .text(plan.password(of: job))), .init("backup", .mapping(backup)),
        ]
        let kept = kept(job)
        if !kept.isEmpty {
            // What is removed, and when, is for people to decide: nothing is until one of these is turned on.
            let off: [YAMLOutput.Member] = [
                .init("before-backup", .flag(false)), .init("after-backup", .flag(false)),
                .init("host", .text(Self.literal(job.host.text))),
            ]
            members.append(.init("retention", .mapping(off + kept)))
        }
        return .mapping(members)
    }

    private func kept(_ job: PlannedBackup) -> [YAMLOutput.Member] {
        let kept = job.retention.kept
        let counts = [
            ("keep-last", kept.last), ("keep-daily", kept.daily), ("keep-weekly", kept.weekly),
            ("keep-monthly", kept.monthly), ("keep-yearly", kept.yearly),
        ]
        return (job.keptDays.map { [.init("keep-within", .text("\($0)d"))] } ?? [])
            + counts.filter { $0.1 > 0 }.map { .init($0.0, .number($0.1)) }
    }

    /// The file is a template of Go before it is YAML: two braces open an action.
    private static func literal(_ text: String) -> String {
        text.split(separator: "{{", omittingEmptySubsequences: false).joined(separator: "{{`{{`}}")
    }
}
