internal import BackupPlan
package import Contracts
package import Estate
internal import PlanForms

/// A service and a timer for each job: the tool itself, started by systemd, its password in a file of root's.
package struct SystemdForm: BackupForm {
    package let name = "systemd"

    package init() {}

    package func files(for host: AssetID, _ sources: BackupSources) -> (files: [EmittedFile], remarks: [String]) {
        let plan = HostPlan(host, sources)
        var files: [EmittedFile] = []
        var remarks: [String] = []
        for job in plan.jobs {
            guard let repository = plan.repository(of: job),
                let command = ToolCommand(job, repository, plan)
            else {
                remarks.append("the engine \(job.engine) has no unit here; 'groundup backup run' backs \(job.id) up")
                continue
            }
            let unit = "groundup-backup-\(plan.name(of: job))"
            files.append(EmittedFile(name: "\(unit).service", contents: Self.service(job, command, plan)))
            files.append(EmittedFile(name: "\(unit).timer", contents: Self.timer(job)))
        }
        return (files, remarks)
    }

    private static func service(_ job: PlannedBackup, _ command: ToolCommand, _ plan: HostPlan) -> String {
        let dumps = job.dumps.map { "ExecStartPre=/bin/sh \(SystemdText.word(plan.dumpScript(of: $0)))\n" }
        // A folder for what a tool remembers would belong to that account.
        let account = command.user.map { "User=\($0)\n" } ?? "CacheDirectory=groundup-backup\n"
        let environment = command.environment.map { "Environment=\($0)\n" }
        let words = [command.program] + command.arguments.map(SystemdText.word)
        return """
            [Unit]
            Description=\(SystemdText.description("Back up \(job.host.text) into \(job.repository)"))
            Wants=network-online.target
            After=network-online.target

            [Service]
            Type=oneshot
            Nice=10
            \(account)\(environment.joined())\(dumps.joined())ExecStart=\(words.joined(separator: " "))

            """
    }

    private static func timer(_ job: PlannedBackup) -> String {
        let times = CalendarTimes.expressions(of: job.schedule.minutes).map { "OnCalendar=\($0)\n" }
        return """
            [Unit]
            Description=\(SystemdText.description("Times of the backup of \(job.host.text) into \(job.repository)"))

            [Timer]
            \(times.joined())Persistent=true

            [Install]
            WantedBy=timers.target

            """
    }
}
