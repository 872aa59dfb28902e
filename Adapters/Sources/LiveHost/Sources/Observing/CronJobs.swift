internal import Estate

/// Jobs of restic and Borg in cron tables.
///
/// Only plain commands are understood: what a shell would do with more is not guessed.
struct CronJobs {
    private let host: BackupJobs

    init(_ host: BackupJobs) {
        self.host = host
    }

    func jobs() -> [BackupJob] {
        // Tables of the system name an account before the command; those of accounts do not.
        table(["/etc/crontab", "/etc/cron.d"], hasAccount: true)
            + table(["/var/spool/cron/crontabs"], hasAccount: false)
    }

    private func table(_ places: [String], hasAccount: Bool) -> [BackupJob] {
        host.files(below: places).flatMap { file -> [BackupJob] in
            var variables: [String: JobCommand.Variable] = [:]
            return file.lines.compactMap { line in
                guard let first = line.first, first != "#" else { return nil }
                if let (name, value) = assignment(Array(line.utf8)[...]), !name.contains(" "), !first.isNumber {
                    variables[name] = JobCommand.Variable(value: value, place: file.path)
                    return nil
                }
                return job(line, hasAccount, variables, in: file.path)
            }
        }
    }

    private func job(
        _ line: String, _ hasAccount: Bool, _ variables: [String: JobCommand.Variable], in place: String
    ) -> BackupJob? {
        let fields = quotedWords(line)
        let timeFields = line.hasPrefix("@") ? 1 : 5
        guard fields.count > timeFields + (hasAccount ? 1 : 0) else { return nil }
        let words = Array(fields[(timeFields + (hasAccount ? 1 : 0))...])
        // A shell's own signs end what is understood of the command.
        let plain = words.prefix { word in !["&&", "||", "|", ";", ">", ">>", "2>&1"].contains(word) }
        return JobCommand(words: Array(plain), variables: variables, lines: host.lines)
            .job(definedIn: place, schedule: Self.calendar(Array(fields.prefix(timeFields))))
    }

    /// Cron's fields as systemd would write them, where they are times of every day; else as cron has them.
    static func calendar(_ fields: [String]) -> String {
        guard fields.count == 5, fields[2...] == ["*", "*", "*"], let minutes = numbers(fields[0]),
            let hours = numbers(fields[1])
        else { return "cron \(fields.joined(separator: " "))" }
        return "*-*-* \(hours):\(minutes):00"
    }

    private static func numbers(_ field: String) -> String? {
        let parts = field.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return parts.map { $0.utf8.count == 1 ? "0\($0)" : String($0) }.joined(separator: ",")
    }
}
