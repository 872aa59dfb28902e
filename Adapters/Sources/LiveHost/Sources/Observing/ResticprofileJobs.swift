internal import Estate
internal import Formats

/// Profiles of resticprofile that back up, from its YAML; inheritance is followed, other formats and templates are not read.
struct ResticprofileJobs {
    private let host: BackupJobs

    init(_ host: BackupJobs) {
        self.host = host
    }

    func jobs() -> [BackupJob] {
        host.files(below: ["/etc/resticprofile"]).filter { $0.path.hasSuffix(".yaml") || $0.path.hasSuffix(".yml") }
            .flatMap { file -> [BackupJob] in
                guard let root = YAMLFile.mapping(file) else { return [] }
                let profiles = root.inner("profiles") ?? root
                return profiles.keys.compactMap { job(profiles, $0, in: file.path) }
            }
    }

    private func job(_ profiles: YAMLMapping, _ name: String, in place: String) -> BackupJob? {
        let chain = chain(profiles, name)
        guard let backup = chain.lazy.compactMap({ $0.inner("backup") }).first else { return nil }
        func first(_ key: String) -> String? { chain.lazy.compactMap { $0.line(key) }.first }
        let lists = backup.lines("files-from") + backup.lines("files-from-verbatim")
        let paths = Set((lists.flatMap(host.lines) + backup.lines("source")).filter { $0.hasPrefix("/") })
        let calendar = backup.lines("schedule")
        return BackupJob(
            engine: "restic", definedIn: place, repository: first("repository") ?? "", paths: paths.sorted(),
            passwordFrom: first("password-file").map { "file \($0)" }
                ?? first("password-command").map(passwordSource),
            schedule: calendar.isEmpty ? nil : calendar.joined(separator: "; "))
    }

    /// The profile and those that it inherits from, nearest first.
    private func chain(_ profiles: YAMLMapping, _ name: String) -> [YAMLMapping] {
        var chain: [YAMLMapping] = []
        var next: String? = name
        // A circle of inheritance ends as well.
        while let current = next, chain.count < 16, let profile = profiles.inner(current) {
            chain.append(profile)
            next = profile.line("inherit")
        }
        return chain
    }
}
