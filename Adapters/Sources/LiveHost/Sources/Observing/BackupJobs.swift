internal import Estate

/// Finds the backup jobs of a host: what they save, whereto, when, and where their password comes from.
///
/// Looked for are restic and Borg in units and cron tables, and the configuration of borgmatic, resticprofile (YAML) and
/// pgBackRest.
struct BackupJobs {
    let facts: HostFacts

    /// Sorted by what defines them.
    func jobs() -> [BackupJob] {
        let units = facts.units.filter(\.isUsable).flatMap(unitJobs)
        let found =
            units + CronJobs(self).jobs() + BorgmaticJobs(self).jobs() + ResticprofileJobs(self).jobs()
            + PgBackRestJobs(self).jobs()
        return found.sorted {
            ($0.definedIn, $0.repository, $0.paths.first ?? "") < ($1.definedIn, $1.repository, $1.paths.first ?? "")
        }
    }

    private func unitJobs(_ unit: Unit) -> [BackupJob] {
        let variables = variables(of: unit)
        let jobs = unit.commands.compactMap { words in
            JobCommand(words: words, variables: variables, lines: lines)
                .job(definedIn: unit.fragmentPath, schedule: schedule(of: unit))
        }
        return Array(jobs.prefix(1))
    }

    /// As systemd merges them: files win over the unit, later files over earlier ones.
    private func variables(of unit: Unit) -> [String: JobCommand.Variable] {
        var variables: [String: JobCommand.Variable] = [:]
        for (name, value) in unit.environment {
            variables[name] = JobCommand.Variable(value: value, place: unit.fragmentPath)
        }
        for path in unit.environmentFiles {
            for line in lines(path) {
                guard let (name, value) = assignment(Array(line.utf8)[...]), !name.hasPrefix("#") else { continue }
                variables[name] = JobCommand.Variable(value: value, place: path)
            }
        }
        return variables
    }

    func lines(_ path: String) -> [String] { facts.files.first { $0.path == path }?.lines ?? [] }

    /// The files at or below any of these places, sorted.
    func files(below places: [String]) -> [TextFile] {
        facts.files.filter { file in places.contains { lies(file.path, within: $0) } }.sorted { $0.path < $1.path }
    }

    /// Calendar expressions of the active timer of a unit, with semicolons between them.
    func schedule(of unit: Unit) -> String? {
        let calendar = facts.timers.first { $0.unit == unit.id && $0.isActive }?.calendar ?? []
        return calendar.isEmpty ? nil : calendar.joined(separator: "; ")
    }

    /// The units that start a program, by its name without its folder, with the words of its command.
    func units(starting program: String) -> [(unit: Unit, words: [String])] {
        facts.units.filter(\.isUsable).flatMap { unit in
            unit.commands.filter { words in
                words.contains { $0.split(separator: "/").last.map(String.init) == program }
            }.map { (unit, $0) }
        }
    }
}
