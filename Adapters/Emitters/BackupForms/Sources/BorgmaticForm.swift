internal import Assurance
internal import BackupPlan
package import Contracts
package import Estate
internal import Formats

/// borgmatic configuration, one file for each Borg repository: `borgmatic` for 1.8 and later, `borgmatic-1.7` with the
/// sections that earlier versions (Debian 12) ask for.
package struct BorgmaticForm: BackupForm {
    package let name: String
    private let hasSections: Bool

    package init(sections: Bool) {
        hasSections = sections
        name = sections ? "borgmatic-1.7" : "borgmatic"
    }

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        var files: [EmittedFile] = []
        var remarks: [String] = []
        for job in plan.jobs(of: "borg") {
            guard let repository = plan.repository(of: job) else { continue }
            do {
                files.append(
                    EmittedFile(
                        name: "\(plan.name(of: job)).yaml",
                        contents: try configuration(job, repository, plan).document()))
            } catch {
                remarks.append("\(job.id) could not be written: \(error)")
            }
        }
        return (files, remarks)
    }

    private typealias Members = [YAMLOutput.Member]

    private func configuration(
        _ job: PlannedBackup, _ repository: RepositoryEntry, _ plan: HostPlan
    ) -> YAMLOutput {
        let parts: [(section: String, members: Members)] = [
            ("location", location(job, repository)), ("storage", storage(job, repository, plan)),
            ("retention", retention(job)), ("hooks", hooks(job, plan)),
        ]
        guard hasSections else { return .mapping(parts.flatMap(\.members)) }
        return .mapping(
            parts.filter { !$0.members.isEmpty }.map { YAMLOutput.Member($0.section, .mapping($0.members)) })
    }

    private func location(_ job: PlannedBackup, _ repository: RepositoryEntry) -> Members {
        let path = YAMLOutput.text(Self.literal(repository.url))
        var members: Members = [
            .init("source_directories", .texts(job.paths.map { Self.literal(Self.unglobbed($0)) })),
            .init("repositories", .list([hasSections ? path : .mapping([.init("path", path)])])),
        ]
        if !job.excludes.isEmpty {
            members.append(.init("exclude_patterns", .texts(job.excludes.map { Self.literal("pp:\($0)") })))
        }
        if let path = repository.settings["remote-path"] { members.append(.init("remote_path", .text(path))) }
        return members
    }

    private func storage(_ job: PlannedBackup, _ repository: RepositoryEntry, _ plan: HostPlan) -> Members {
        // Only archives of this host are this job's to prune.
        var members: Members = [
            .init(
                "archive_name_format", .text("\(Self.literal(BorgText.literal(job.host.text)))-{now:%Y-%m-%dT%H:%M:%S}")
            ),
            .init("lock_wait", .number(600)),
        ]
        if repository.password != nil {
            members.insert(.init("encryption_passcommand", .text("cat \(plan.password(of: job))")), at: 0)
        }
        if !hasSections {
            members.append(.init("match_archives", .text("sh:\(Self.literal(job.host.text))-*")))
        }
        return members
    }

    private func retention(_ job: PlannedBackup) -> Members {
        let kept = job.retention.kept
        let counts = [
            ("keep_daily", kept.daily), ("keep_weekly", kept.weekly), ("keep_monthly", kept.monthly),
            ("keep_yearly", kept.yearly),
        ]
        var members: Members = job.keptDays.map { [.init("keep_within", .text("\($0)d"))] } ?? []
        // Borg counts the newest ones by the second in which they were made.
        if kept.last > 0 { members.append(.init("keep_secondly", .number(kept.last))) }
        members += counts.filter { $0.1 > 0 }.map { .init($0.0, .number($0.1)) }
        if !members.isEmpty, hasSections { members.append(.init("prefix", .text("\(Self.literal(job.host.text))-"))) }
        return members
    }

    private func hooks(_ job: PlannedBackup, _ plan: HostPlan) -> Members {
        guard !job.dumps.isEmpty else { return [] }
        return [.init("before_backup", .texts(job.dumps.map { "sh \(plan.dumpScript(of: $0))" }))]
    }

    /// Source folders are patterns to borgmatic; these mean nothing but the path.
    private static func unglobbed(_ path: String) -> String {
        path.reduce(into: "") { $0 += "*?[".contains($1) ? "[\($1)]" : String($1) }
    }

    /// `${NAME}` is a variable to borgmatic, unless a backslash stands before it.
    private static func literal(_ text: String) -> String {
        text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "\\${")
    }
}
