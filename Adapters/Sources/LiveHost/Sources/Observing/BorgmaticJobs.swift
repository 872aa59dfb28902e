internal import Estate
internal import Formats

/// Jobs of borgmatic: a configuration file for each, with sections (before 1.8) or without.
struct BorgmaticJobs {
    private static let places = ["/etc/borgmatic", "/etc/borgmatic.d", "/root/.config/borgmatic"]
    private let host: BackupJobs

    init(_ host: BackupJobs) {
        self.host = host
    }

    func jobs() -> [BackupJob] {
        host.files(below: Self.places).filter { $0.path.hasSuffix(".yaml") || $0.path.hasSuffix(".yml") }
            .flatMap(jobs(in:))
    }

    private func jobs(in file: TextFile) -> [BackupJob] {
        guard let root = YAMLFile.mapping(file) else { return [] }
        let location = root.inner("location") ?? root
        let storage = root.inner("storage") ?? root
        let password =
            storage.line("encryption_passcommand").flatMap { $0 == "***" ? nil : passwordSource(ofCommand: $0) }
            ?? storage.line("encryption_passphrase").map { _ in "file \(file.path)" }
        let schedule = schedule(of: file)
        return location.items("repositories").compactMap { item in
            let entry = (try? item.anyMapping())?.line("path") ?? (try? item.line())
            return entry.map { repository in
                BackupJob(
                    engine: "borg", definedIn: file.path, repository: Self.plain(repository),
                    paths: location.lines("source_directories").map(Self.plain).filter { $0.hasPrefix("/") }.sorted(),
                    passwordFrom: password, schedule: schedule)
            }
        }
    }

    /// The timer of the unit that names this file, or of one that names none and so takes all in the usual places.
    private func schedule(of file: TextFile) -> String? {
        let units = host.units(starting: "borgmatic")
        let own = units.first { $0.words.contains { $0.hasSuffix(file.path) } }
        let general = units.first { !$0.words.contains { $0 == "-c" || $0.hasPrefix("--config") } }
        return (own ?? general).flatMap { host.schedule(of: $0.unit) }
    }

    /// Without the signs that keep borgmatic from taking a path for a pattern or a variable.
    static func plain(_ text: String) -> String {
        var result = text.split(separator: "\\${", omittingEmptySubsequences: false).joined(separator: "${")
        for sign in ["*", "?", "["] {
            result = result.split(separator: "[\(sign)]", omittingEmptySubsequences: false).joined(separator: sign)
        }
        return result
    }
}
