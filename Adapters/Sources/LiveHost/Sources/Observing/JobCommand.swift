internal import Estate

/// The command line of a backup tool with the environment that it gets: what it saves, whereto, and who tells the password.
struct JobCommand {
    /// A variable of the environment with the file that sets it.
    struct Variable {
        let value: String
        let place: String
    }

    let words: [String]
    let variables: [String: Variable]
    /// The lines of a file of the host; empty for one that was not read.
    let lines: (_ path: String) -> [String]

    /// The tool's name without its folder.
    private var program: String { words.first?.split(separator: "/").last.map(String.init) ?? "" }

    /// The job, where this is a command that makes a backup.
    func job(definedIn place: String, schedule: String?) -> BackupJob? {
        switch program {
        case "restic" where words.contains("backup"): restic(place, schedule)
        case "borg" where words.contains("create"): borg(place, schedule)
        default: nil
        }
    }

    private func restic(_ place: String, _ schedule: String?) -> BackupJob {
        let repository = option(["-r", "--repo"]) ?? variables["RESTIC_REPOSITORY"]?.value
        let file = option(["--repository-file"]) ?? variables["RESTIC_REPOSITORY_FILE"]?.value
        let lists = ["--files-from", "--files-from-verbatim"].compactMap { option([$0]) }
        return BackupJob(
            engine: "restic", definedIn: place, repository: repository ?? file.map { "file \($0)" } ?? "",
            paths: absolute(lists.flatMap(lines) + written),
            passwordFrom: password(
                file: option(["-p", "--password-file"]) ?? variables["RESTIC_PASSWORD_FILE"]?.value,
                command: option(["--password-command"]) ?? variables["RESTIC_PASSWORD_COMMAND"]?.value,
                direct: variables["RESTIC_PASSWORD"]), schedule: schedule)
    }

    /// `REPOSITORY::ARCHIVE PATH...`; the repository may stand in the environment.
    private func borg(_ place: String, _ schedule: String?) -> BackupJob {
        let archive = words.dropFirst().first { $0.contains("::") }
        let named = archive.flatMap {
            $0.firstRange(of: "::").map { range in String(archive?[..<range.lowerBound] ?? "") }
        }
        let repository = named.flatMap { $0.isEmpty ? nil : $0 } ?? variables["BORG_REPO"]?.value ?? ""
        let after = words.drop { $0 != archive }.dropFirst()
        return BackupJob(
            engine: "borg", definedIn: place, repository: repository, paths: absolute(Array(after)),
            passwordFrom: password(
                file: nil, command: variables["BORG_PASSCOMMAND"]?.value, direct: variables["BORG_PASSPHRASE"]),
            schedule: schedule)
    }

    /// The value of an option: `--name value` or `--name=value`.
    private func option(_ names: [String]) -> String? {
        for (index, word) in words.enumerated() {
            for name in names {
                if word == name, index + 1 < words.count { return words[index + 1] }
                if word.hasPrefix("\(name)=") { return String(word.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    /// A word after an option belongs to it, unless the option brought its value along.
    private var written: [String] {
        zip(words.dropFirst(), words.dropFirst(2)).compactMap { before, word in
            before.hasPrefix("-") && !before.contains("=") ? nil : word
        }
    }

    private func absolute(_ paths: [String]) -> [String] { Set(paths.filter { $0.hasPrefix("/") }).sorted() }

    /// Where the password lives; one that the environment itself holds lives in the file that sets it.
    private func password(file: String?, command: String?, direct: Variable?) -> String? {
        if let file { return "file \(file)" }
        return command.map(passwordSource) ?? direct.map { "file \($0.place)" }
    }
}

/// `ssh keys@app1` of `ssh -i key keys@app1`; `file /path` of `cat /path`; the program's name for any other.
func passwordSource(ofCommand text: String) -> String {
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
