internal import Assurance
internal import BackupPlan
package import Contracts
package import Estate

/// pgBackRest configuration of a database host: its repository, its stanza, what is kept.
package struct PgBackRestForm: BackupForm {
    package let name = "pgbackrest"

    package init() {}

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        var stanzas: [String] = []
        var global: [String] = []
        var remarks: [String] = []
        for job in plan.jobs(of: "pgbackrest") {
            guard let repository = plan.repository(of: job), let stanza = repository.settings["stanza"],
                case .native(let data) = job.method
            else { continue }
            guard repository.url.hasPrefix("/"), repository.settings["config"] == nil else {
                remarks.append("\(job.repository) has a configuration of its own; its repository is not written here")
                continue
            }
            guard let place = Self.value(repository.url), let path = Self.value(data), let name = Self.value(stanza)
            else {
                remarks.append("\(job.repository): a name or path of it cannot stand in such a file")
                continue
            }
            // Options of one repository stand with its stanza, so that several share the file.
            stanzas.append("[\(name)]\npg1-path=\(path)\nrepo1-path=\(place)\n" + Self.settings(job, repository))
        }
        guard !stanzas.isEmpty else { return ([], remarks) }
        global = ["start-fast=y", "log-level-console=info", "log-level-file=off"]
        let text = "[global]\n\(global.joined(separator: "\n"))\n\n" + stanzas.joined(separator: "\n")
        return ([EmittedFile(name: "pgbackrest.conf", contents: text)], remarks)
    }

    private static func settings(_ job: PlannedBackup, _ repository: RepositoryEntry) -> String {
        var lines: [String] = []
        // The passphrase comes as PGBACKREST_REPO1_CIPHER_PASS from the environment of whoever starts it.
        if repository.password != nil { lines.append("repo1-cipher-type=aes-256-cbc") }
        if let days = job.keptDays {
            lines += ["repo1-retention-full-type=time", "repo1-retention-full=\(days)"]
        } else if let count = [job.retention.kept.last, job.retention.kept.daily].max(), count > 0 {
            lines += ["repo1-retention-full-type=count", "repo1-retention-full=\(count)"]
        }
        return lines.map { "\($0)\n" }.joined()
    }

    /// What the file can hold: a value is one line, and blanks at its ends are lost.
    private static func value(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        guard isPlain, !text.isEmpty, text.first != " ", text.last != " ", !text.contains("]") else { return nil }
        return text
    }
}
