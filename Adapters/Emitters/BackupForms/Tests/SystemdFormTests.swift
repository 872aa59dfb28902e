import BackupForms
import BackupPlan
import Contracts
import Foundation
import Testing

@Suite struct SystemdFormTests {
    private static let url = "/srv/re po %h $x \"q\""

    @Test(.timeLimit(.minutes(5)), arguments: ["restic", "borg"])
    func `systemd itself reads back every word`(engine: String) async throws {
        let host = try HostileHost()
        defer { host.remove() }
        let repository = RepositoryEntry(name: "store", engine: engine, url: Self.url, password: "file:/never")
        let sources = host.sources(engine: engine, repository: repository, excludes: ["\(host.data)/raw"])
        let files = try host.write(SystemdForm(), sources)
        let service = try #require(files["groundup-backup-store.service"])
        let timer = try #require(files["groundup-backup-store.timer"])
        let said = try await host.run("systemd-analyze", ["verify", service, timer])
        #expect(said.isEmpty)
        let words = try await commandLine(service, host)
        switch engine {
        case "restic":
            #expect(words.prefix(4) == ["/usr/bin/restic", "backup", "--host", "web \"1\" %h"], "\(words)")
            let environment = try await unit(service, host)
            #expect(environment.contains("RESTIC_REPOSITORY=\(Self.url)"), "\(environment)")
        default:
            #expect(Array(words.suffix(HostileHost.names.count)) == host.paths, "\(words)")
            #expect(words.contains("\(Self.url)::web \"1\" %h-{now:%Y-%m-%dT%H:%M:%S}"))
            #expect(words.contains("pp:\(host.data)/raw"))
        }
        for line in try String(contentsOfFile: timer, encoding: .utf8).split(separator: "\n")
        where line.hasPrefix("OnCalendar=") {
            let told = try await host.run("systemd-analyze", ["calendar", String(line.dropFirst(11))])
            #expect(told.contains("Normalized form: *-*-* 01,13:00:00 UTC"), "\(told)")
        }
    }

    /// systemd as it would start, without starting anything: it tells the units that it has read.
    private func unit(_ service: String, _ host: HostileHost) async throws -> String {
        let folder = host.folder.appending(path: "units").path
        let script = """
            mkdir -p "$FOLDER/run" && cp "$SERVICE" "$FOLDER/x.service" && cd "$FOLDER"
            for name in shutdown basic sysinit network-online; do printf '[Unit]\\nDefaultDependencies=no\\n' >$name.target; done
            chmod -R a+rX "$FOLDER" "$FOLDER/.." && chown -R nobody "$FOLDER/run"
            exec runuser -u nobody -- env SYSTEMD_UNIT_PATH="$FOLDER" XDG_RUNTIME_DIR="$FOLDER/run" HOME="$FOLDER/run" \
                /lib/systemd/systemd --test --user --unit=x.service
            """
        let all = try await host.run("sh", ["-c", script], ["FOLDER": folder, "SERVICE": service])
        let start = try #require(all.firstRange(of: "-> Unit x.service:"), "\(all.suffix(500))")
        let rest = all[start.upperBound...]
        return String(rest[..<(rest.firstRange(of: "-> Unit ")?.lowerBound ?? rest.endIndex)])
    }

    private func commandLine(_ service: String, _ host: HostileHost) async throws -> [String] {
        let lines = try await unit(service, host).split(separator: "\n")
        let line = try #require(lines.last { $0.contains("Command Line: ") })
        let text = String(line[try #require(line.firstRange(of: "Command Line: ")).upperBound...])
        // It tells words in the quotes of a shell; a dollar is still doubled, for it is looked at when the unit starts.
        let script = """
            import json,shlex,sys
            print(json.dumps([w.replace('\\\\$','$').replace('$$','$') for w in shlex.split(sys.argv[1])]))
            """
        let json = try await host.run("/usr/bin/python3", ["-c", script, text])
        return try JSONDecoder().decode([String].self, from: Data(json.utf8))
    }
}
