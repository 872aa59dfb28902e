internal import Estate

/// Finds the backup jobs that systemd runs: what they save, whereto, and where their password comes from.
struct BackupJobs {
    let facts: HostFacts

    /// Sorted by unit.
    func jobs() -> [BackupJob] {
        facts.units.filter(\.isUsable).compactMap(resticJob).sorted { $0.definedIn < $1.definedIn }
    }

    private func resticJob(_ unit: Unit) -> BackupJob? {
        let command = unit.commands.first { words in
            words.first?.split(separator: "/").last == "restic" && words.contains("backup")
        }
        guard let command else { return nil }
        let variables = variables(of: unit)
        let repository = option(["-r", "--repo"], in: command) ?? variables["RESTIC_REPOSITORY"]?.value
        let file = option(["--repository-file"], in: command) ?? variables["RESTIC_REPOSITORY_FILE"]?.value
        return BackupJob(
            engine: "restic", definedIn: unit.fragmentPath, repository: repository ?? file.map { "file \($0)" } ?? "",
            paths: paths(of: command), passwordFrom: password(of: command, variables), schedule: schedule(of: unit))
    }

    // MARK: Settings

    private struct Variable {
        let value: String
        /// The file that sets it.
        let place: String
    }

    /// As systemd merges them: files win over the unit, later files over earlier ones.
    private func variables(of unit: Unit) -> [String: Variable] {
        var variables: [String: Variable] = [:]
        for (name, value) in unit.environment { variables[name] = Variable(value: value, place: unit.fragmentPath) }
        for path in unit.environmentFiles {
            for line in facts.files.first(where: { $0.path == path })?.lines ?? [] {
                guard let (name, value) = assignment(Array(line.utf8)[...]), !name.hasPrefix("#") else { continue }
                variables[name] = Variable(value: value, place: path)
            }
        }
        return variables
    }

    /// The value of an option: `--name value` or `--name=value`.
    private func option(_ names: [String], in command: [String]) -> String? {
        for (index, word) in command.enumerated() {
            for name in names {
                if word == name, index + 1 < command.count { return command[index + 1] }
                if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    // MARK: Paths

    /// Absolute paths on the command line and in the files that it names.
    private func paths(of command: [String]) -> [String] {
        let lists = ["--files-from", "--files-from-verbatim"].compactMap { option([$0], in: command) }
        let listed = lists.flatMap { list in facts.files.first { $0.path == list }?.lines ?? [] }
        // A word after an option belongs to it, unless the option brought its value along.
        let written = zip(command.dropFirst(), command.dropFirst(2)).compactMap { before, word in
            before.hasPrefix("-") && !before.contains("=") ? nil : word
        }
        return Set((listed + written).filter { $0.hasPrefix("/") }).sorted()
    }

    // MARK: Password

    /// Where the password lives; a password that the environment itself holds lives in that file.
    private func password(of command: [String], _ variables: [String: Variable]) -> String? {
        if let file = option(["-p", "--password-file"], in: command) { return "file \(file)" }
        if let program = option(["--password-command"], in: command) { return source(ofCommand: program) }
        if let file = variables["RESTIC_PASSWORD_FILE"] { return "file \(file.value)" }
        if let program = variables["RESTIC_PASSWORD_COMMAND"] { return source(ofCommand: program.value) }
        return variables["RESTIC_PASSWORD"].map { "file \($0.place)" }
    }

    /// `ssh keys@app1` of `ssh -i key keys@app1`; `file /path` of `cat /path`; the program's name for any other.
    private func source(ofCommand text: String) -> String {
        let words = quotedWords(text)
        let program = words.first?.split(separator: "/").last.map(String.init) ?? ""
        switch program {
        case "ssh":
            let withValue: Set<String> = ["-i", "-F", "-o", "-p", "-l", "-J", "-c", "-m", "-b", "-E"]
            var rest = words.dropFirst()
            while let word = rest.first, word.hasPrefix("-") { rest = rest.dropFirst(withValue.contains(word) ? 2 : 1) }
            return rest.first.map { "ssh \($0)" } ?? "command ssh"
        case "cat":
            return words.dropFirst().first { $0.hasPrefix("/") }.map { "file \($0)" } ?? "command cat"
        default: return "command \(program)"
        }
    }

    private func schedule(of unit: Unit) -> String? {
        facts.timers.first { $0.unit == unit.id && $0.isActive }?.calendar.first
    }
}
