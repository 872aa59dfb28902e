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

/// What else backs a host up: other tools, and other ways to start them.
@Suite struct OtherBackupJobTests {
    private func jobs(_ sections: [(String, String)]) throws -> [BackupJob] {
        BackupJobs(facts: try AnswerBuilder(sections).facts()).jobs()
    }

    private func unit(_ id: String, _ command: String) -> String {
        unitText(
            id, active: "inactive", type: "oneshot", fragment: "/etc/systemd/system/\(id)",
            more: ["ExecStart={ path=/x ; argv[]=\(command) ; ignore_errors=no }"])
    }

    private let timer =
        "Unit=b.service\nId=b.timer\nActiveState=active\nTimersCalendar={ OnCalendar=*-*-* 01:00:00 ; next_elapse=x }"
        + "\nTimersCalendar={ OnCalendar=*-*-* 13:30:00 ; next_elapse=x }"

    @Test func `Borg in a unit`() throws {
        let job = try #require(
            try jobs([
                (
                    "units",
                    unit(
                        "b.service",
                        "/usr/bin/borg create --exclude pp:/srv/raw -- ssh://b@v/./r::{hostname}-{now} /etc /srv")
                ),
                ("timers", timer),
            ]).first)
        #expect(job.engine == "borg" && job.repository == "ssh://b@v/./r" && job.paths == ["/etc", "/srv"])
        #expect(job.schedule == "*-*-* 01:00:00; *-*-* 13:30:00")
        #expect(try jobs([("units", unit("b.service", "/usr/bin/borg prune /r"))]).isEmpty)
    }

    @Test(arguments: [true, false]) func `borgmatic, with and without sections`(hasSections: Bool) throws {
        let location = "source_directories:\n    - /etc\n    - /srv/[*]a\\${b}\nrepositories:\n"
        let storage = "encryption_passcommand: \"cat /etc/pw\"\n"
        func indented(_ text: String) -> String {
            text.split(separator: "\n").map { "    \($0)\n" }.joined()
        }
        let text =
            hasSections
            ? "location:\n\(indented(location + "    - ssh://b@v/./r"))storage:\n\(indented(storage))"
            : "\(location)    - path: ssh://b@v/./r\n      label: v\n\(storage)"
        let job = try #require(
            try jobs([
                ("units", unit("b.service", "/usr/bin/borgmatic --verbosity -1")), ("timers", timer),
                ("file /etc/borgmatic.d/shop.yaml", text),
            ]).first)
        #expect(job.engine == "borg" && job.repository == "ssh://b@v/./r", "\(job)")
        #expect(job.paths == ["/etc", "/srv/*a${b}"])
        // Commands that may hold a password do not leave the host.
        #expect(job.passwordFrom == nil)
        #expect(job.schedule == "*-*-* 01:00:00; *-*-* 13:30:00")
    }

    @Test func `resticprofile, with what a profile inherits`() throws {
        let text = """
            version: "1"
            default: {repository: "sftp:b@v:/r", password-file: /etc/pw}
            files:
              inherit: default
              backup: {files-from-verbatim: [/etc/groundup-backup/v.paths], source: /home, schedule: ["*-*-* 02:00:00"]}
            loop: {inherit: loop, backup: {source: [/x]}}
            """
        let found = try jobs([
            ("file /etc/resticprofile/profiles.yaml", text), ("file /etc/groundup-backup/v.paths", "/etc\n/srv"),
        ])
        let job = try #require(found.first { $0.repository == "sftp:b@v:/r" })
        #expect(job.paths == ["/etc", "/home", "/srv"] && job.schedule == "*-*-* 02:00:00")
        #expect(job.passwordFrom == "file /etc/pw" && found.count == 2)
    }

    @Test func `pgBackRest on the database host`() throws {
        let text = """
            [global]
            repo1-host=vault1.example
            repo1-path = /srv/wal
            [main]
            pg1-path=/var/lib/postgresql/15/main
            [other]
            pg1-host=db2
            pg1-path=/x
            [global:archive-push]
            compress-level=3
            """
        let job = try #require(try jobs([("file /etc/pgbackrest/pgbackrest.conf", text)]).first)
        #expect(job.engine == "pgbackrest" && job.repository == "vault1.example:/srv/wal", "\(job)")
        #expect(job.paths == ["/var/lib/postgresql/15/main"] && job.schedule == nil)
        #expect(try jobs([("file /etc/pgbackrest/pgbackrest.conf", text)]).count == 1)
    }

    @Test func `cron tables`() throws {
        let table = """
            # m h dom mon dow user command
            RESTIC_REPOSITORY=/mnt/r
            30 2,14 * * * root /usr/bin/restic backup /etc /srv && echo done /not
            0 3 * * 1 root borg create /mnt/b::{now} /home
            @daily root restic forget
            17 * * * * root run-parts /etc/cron.hourly
            """
        let found = try jobs([("file /etc/cron.d/backup", table)])
        #expect(found.map(\.engine) == ["borg", "restic"], "\(found)")
        #expect(found.last?.paths == ["/etc", "/srv"] && found.last?.schedule == "*-*-* 02,14:30:00")
        #expect(found.first?.schedule == "cron 0 3 * * 1")
        let own = try jobs([("file /var/spool/cron/crontabs/root", "5 1 * * * restic -r /r backup /a")])
        #expect(own.map(\.repository) == ["/r"])
    }

    @Test(arguments: [
        "location: &a [*a]", "- a", "source_directories: 5\nrepositories: {x: y}", "{{ broken", "",
        "repositories:\n  - - x",
        "repositories: [1, {path: [2]}, {label: x}]",
    ])
    func `what is no configuration of borgmatic is left unread`(text: String) throws {
        #expect(try jobs([("file /etc/borgmatic/config.yaml", text)]).allSatisfy { $0.paths.isEmpty })
    }
}
