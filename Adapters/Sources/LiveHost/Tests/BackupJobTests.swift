import Estate
import Testing

@testable import LiveHost

@Suite struct BackupJobTests {
    private func job(_ command: String, environment: String = "", list: String = "") throws -> BackupJob? {
        let unit = unitText(
            "b.service", active: "inactive", type: "oneshot", fragment: "/etc/systemd/system/b.service",
            more: [
                "EnvironmentFiles=/etc/restic/env (ignore_errors=no)", "Environment=RESTIC_REPOSITORY=/unit",
                "ExecStart={ path=/usr/bin/restic ; argv[]=\(command) ; ignore_errors=no }",
            ])
        let facts = try AnswerBuilder([
            ("units", unit), ("file /etc/restic/env", environment), ("file /etc/restic/paths", list),
            (
                "timers",
                "Unit=b.service\nId=b.timer\nActiveState=active\nTimersCalendar={ OnCalendar=daily ; next_elapse=x }"
            ),
        ]).facts()
        return BackupJobs(facts: facts).jobs().first
    }

    @Test func environmentFilesWinOverTheUnit() throws {
        let job = try #require(
            try job(
                "/usr/bin/restic backup --files-from /etc/restic/paths /srv/more",
                environment: "RESTIC_REPOSITORY=sftp:b@v:/r\nRESTIC_PASSWORD=***", list: "/etc\n# /no\n/srv/a"))
        #expect(job.repository == "sftp:b@v:/r")
        #expect(job.paths == ["/etc", "/srv/a", "/srv/more"])
        #expect(job.passwordFrom == "file /etc/restic/env")
        #expect(job.schedule == "daily")
    }

    @Test func optionsWinOverTheEnvironment() throws {
        let job = try #require(
            try job(
                "/usr/bin/restic --repo=/mnt/r -p /root/pw backup --one-file-system=true /home /srv",
                environment: "RESTIC_PASSWORD_FILE=/x"))
        #expect(job.repository == "/mnt/r")
        #expect(job.passwordFrom == "file /root/pw")
        #expect(job.paths == ["/home", "/srv"])
    }

    @Test(arguments: [
        ("ssh -i /k -o BatchMode=yes -T keys@app1.example cat", "ssh keys@app1.example"),
        ("cat /root/pw", "file /root/pw"),
        ("/usr/bin/pass show restic", "command pass"), ("ssh", "command ssh"),
    ])
    func commandsSayWhereThePasswordLives(_ command: String, _ expected: String) throws {
        let job = try job("/usr/bin/restic backup /x", environment: "RESTIC_PASSWORD_COMMAND=\"\(command)\"")
        #expect(job?.passwordFrom == expected)
    }

    @Test func otherCommandsAreNoBackup() throws {
        #expect(try job("/usr/bin/restic forget --keep-daily 7") == nil)
        #expect(try job("/usr/bin/rsync backup /a /b") == nil)
    }
}
