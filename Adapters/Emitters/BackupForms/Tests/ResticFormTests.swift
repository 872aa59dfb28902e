import BackupForms
import BackupPlan
import Contracts
import Foundation
import Testing

@Suite struct ResticFormTests {
    /// The lists that units and profiles name, taken by restic itself.
    @Test(.timeLimit(.minutes(5))) func `restic takes every path as it is, and leaves out what must not be copied`()
        async throws
    {
        let host = try HostileHost()
        defer { host.remove() }
        let url = host.folder.appending(path: "restic").path
        let password = try host.password()
        let common = ["--repo", url, "--password-file", password, "--no-cache"]
        _ = try await host.run("restic", common + ["init"])
        let repository = RepositoryEntry(name: "store", engine: "restic", url: url, password: "file:/never")
        let left = try #require(host.paths.first { $0.hasSuffix("star*[a-z]?") })
        let dollar = try #require(host.paths.first { $0.contains("${HOME}") })
        let sources = host.sources(
            engine: "restic", repository: repository, excludes: ["\(left)/file", "\(dollar)/file"])
        let files = try host.write(CommonForm(), sources)
        let paths = try #require(files["store.paths"])
        let excludes = try #require(files["store.excludes"])
        _ = try await host.run(
            "restic", common + ["backup", "--files-from-verbatim", paths, "--exclude-file", excludes])
        let held = try await host.run("restic", common + ["ls", "latest"])
        for path in host.paths {
            #expect(held.contains("\(path)/file\n") == (path != left && path != dollar), "\(path)")
        }
        #expect(!held.contains("/raw/"))
    }

    /// The keys are those of https://creativeprojects.github.io/resticprofile/reference/ (format 1); the program itself is not
    /// in Debian.
    @Test func `resticprofile finds only keys that it knows, and text as it was`() async throws {
        let host = try HostileHost()
        defer { host.remove() }
        let url = "sftp:b@v:/r {{ .Now }} \"q\""
        let repository = RepositoryEntry(name: "store", engine: "restic", url: url, password: "file:/never")
        let sources = host.sources(engine: "restic", repository: repository)
        let file = try #require(try host.write(ResticprofileForm(), sources)["profiles.yaml"])
        let script = "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
        let json = try await host.run("/usr/bin/python3", ["-c", script, file])
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(Set(root.keys) == ["version", "store"] && root["version"] as? String == "1")
        let profile = try #require(root["store"] as? [String: Any])
        #expect(Set(profile.keys) == ["repository", "password-file", "backup", "retention"])
        // As the template engine would print it.
        #expect((profile["repository"] as? String)?.replacing("{{`{{`}}", with: "{{") == url)
        let backup = try #require(profile["backup"] as? [String: Any])
        let known: Set = [
            "host", "tag", "files-from-verbatim", "exclude-file", "schedule", "schedule-permission", "run-before",
        ]
        #expect(Set(backup.keys) == known)
        let retention = try #require(profile["retention"] as? [String: Any])
        #expect(retention["after-backup"] as? Bool == false && retention["keep-last"] as? Int == 3)
        #expect(retention["keep-within"] as? String == "14d")
    }

    @Test func `the script of a dump gets its data as it was`() async throws {
        let host = try HostileHost()
        defer { host.remove() }
        let repository = RepositoryEntry(name: "store", engine: "restic", url: "/r", password: "file:/never")
        let files = try host.write(CommonForm(), host.sources(engine: "restic", repository: repository))
        let script = try #require(files["dump-post-gres-1.sh"])
        let said = try await host.run("sh", [script])
        #expect(said == "web \"1\" %h|/var/lib/$x|/var/backups/'a b'|post'gres|")
    }

    @Test func `people read order, times, retention and what stays uncovered`() throws {
        let host = try HostileHost()
        defer { host.remove() }
        let repository = RepositoryEntry(name: "store", engine: "restic", url: "/r", password: "file:/never")
        let sources = host.sources(engine: "restic", repository: repository)
        let text = SummaryForm().files(for: sources.plan.hosts[0], sources).files[0].contents
        for part in [
            "1 of 1", "01:00, 13:00", "00:00-23:00", "everything for 14 days, 3 last, 7 daily, 4 weekly",
            "nobody dumps it", "/etc/groundup-backup/store.password", "because \\<b\\>", "Not kept: not \\`kept\\`",
        ] { #expect(text.contains(part), "\(part) is not in:\n\(text)") }
        #expect(!text.contains("<b>") && !text.contains("/never"))
    }
}
