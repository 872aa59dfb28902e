import Contracts
import Documented
import Estate
import Foundation
import Testing

@Suite struct CallTests {
    private static let words: [String: [[String]]] = [
        "kopia": [
            [
                "kopia", "--config-file=/etc/kopia/shop.config", "snapshot", "list", "--all", "--json", "--incomplete",
                "--show-identical", "--max-results=1000000",
            ]
        ],
        "velero": [["kubectl", "get", "backups.velero.io", "--namespace=velero", "--output=json"]],
        "proxmox-backup": [
            ["proxmox-backup-client", "snapshot", "list", "--output-format", "json", "--ns", "shop/web"]
        ],
        "veeam": Array(
            repeating: ["curl", "--silent", "--show-error", "--fail", "--proto", "=https", "--config", "-"], count: 2),
        "bareos": [["bconsole", "-c", "/etc/bareos/bconsole.conf"]],
        "wal-g": [["wal-g", "backup-list", "--detail", "--json", "--config", "/etc/wal-g.json"]],
        "zfs": [
            [
                "zfs", "list", "-H", "-p", "-t", "snapshot", "-d", "1", "-o",
                "name,guid,creation,used,referenced,written",
                "tank/data",
            ]
        ],
    ]

    @Test(arguments: words.keys.sorted()) func `tools are asked as their documents say, and no secret is an argument`(
        tool: String
    ) async throws {
        let fake = try ListTests.fake(tool)
        _ = try await Fixture.engine(tool, fake).restorePoints(in: Fixture.repository(tool))
        #expect(fake.calls == Self.words[tool])
        #expect(!fake.noted("words").contains("canary"))
        let environment = fake.noted("environment").split(separator: "\n").map(String.init)
        #expect(environment.contains("TZ=UTC") && environment.contains("LC_ALL=C"))
        switch tool {
        case "kopia": #expect(environment.contains("KOPIA_PASSWORD=canary-password"))
        case "proxmox-backup":
            #expect(environment.contains("PBS_REPOSITORY=backup@pbs@pbs1:store1"))
            #expect(environment.contains("PBS_FINGERPRINT=aa:bb"))
        case "velero": #expect(environment.contains("KUBECONFIG=/root/.kube/config"))
        case "bareos": #expect(fake.noted("input") == ".api 2\nllist jobs\nquit\n")
        case "veeam":
            let input = fake.noted("input")
            #expect(input.contains("header = \"Authorization: Bearer canary-password\"\n"))
            #expect(input.contains("restorePoints?skip=0&limit=500") && input.contains("skip=2&limit=500"))
            #expect(input.contains("header = \"x-api-version: 1.2-rev0\"\n"))
        default: break
        }
    }

    @Test func `an export stands for the server of Veeam`() async throws {
        let fake = try FakeTool([.init(output: try Fixture.bytes("veeam-list.json"))])
        var entry = Fixture.repository("veeam")
        entry.password = nil
        entry.settings["export"] = "/srv/exports/veeam.json"
        let list = try await Fixture.engine("veeam", fake).restorePoints(in: entry)
        #expect(fake.calls == [["cat", "/srv/exports/veeam.json"]])
        #expect(list.points.count == 2 && !list.isComplete)
    }

    @Test(arguments: ["kopia", "zfs", "wal-g"]) func `another host is asked over ssh`(tool: String) async throws {
        let fake = try ListTests.fake(tool)
        var entry = Fixture.repository(tool)
        entry.via = "nas1"
        _ = try await Fixture.engine(tool, fake).restorePoints(in: entry)
        let call = try #require(fake.calls.first)
        #expect(call.first == "ssh" && call.suffix(3) == ["--", "nas1", "exec sh -s"])
        #expect(!call.joined().contains("canary"))
        #expect(fake.noted("input").contains("exec '"))
    }

    static let hostile: [(String, @Sendable (inout RepositoryEntry) -> Void)] = [
        ("kopia", { $0.settings["config"] = "--x" }), ("kopia", { $0.settings["confg"] = "/x" }),
        ("velero", { $0.settings["namespace"] = "-A" }), ("velero", { $0.settings["context"] = "a b" }),
        ("velero", { $0.settings["host"] = nil }), ("proxmox-backup", { $0.settings["namespace"] = "--x" }),
        ("proxmox-backup", { $0.url = "a b" }), ("veeam", { $0.url = "http://veeam1" }),
        ("veeam", { $0.url = "https://veeam1\"\nurl = \"file:///etc/shadow" }), ("veeam", { $0.password = nil }),
        ("veeam", { $0.settings["api"] = "1\nurl = x" }), ("bareos", { $0.settings["config"] = "x" }),
        ("zfs", { $0.url = "-r" }), ("zfs", { $0.url = "tank;reboot" }), ("zfs", { $0.settings["source"] = "srv" }),
        ("wal-g", { $0.via = "-oProxyCommand=x" }), ("zfs", { $0.settings["source"] = "/srv/../etc" }),
    ]

    @Test(arguments: hostile.indices) func `hostile settings start nothing`(number: Int) async throws {
        let (tool, change) = Self.hostile[number]
        var entry = Fixture.repository(tool)
        change(&entry)
        let fake = try ListTests.fake(tool)
        // Settings of points may be read after the list has come; none of them is an argument.
        await #expect(throws: EngineFailure.self) {
            try await Fixture.engine(tool, fake).restorePoints(in: entry)
        }
        #expect(!fake.noted("words").contains("reboot") && !fake.noted("input").contains("shadow"))
    }

    @Test(arguments: [
        ("kopia", 1, "ERROR unable to open repository: Connection refused", "network"),
        ("kopia", 127, "", "tool missing"),
        ("velero", 1, "error: the server doesn't have a resource type \"backups\"", "no repository"),
        ("velero", 1, "Error from server (Forbidden): backups.velero.io is forbidden", "permission"),
        ("proxmox-backup", 255, "Error: permission check failed - missing Datastore.Audit", "permission"),
        ("proxmox-backup", 255, "Error: authentication failed - user unknown", "wrong password or key"),
        ("veeam", 22, "curl: (22) The requested URL returned error: 401", "wrong password or key"),
        ("veeam", 7, "curl: (7) Failed to connect", "network"), ("veeam", 28, "curl: (28) timed out", "timeout"),
        ("zfs", 1, "cannot open 'tank/data': dataset does not exist", "no repository"),
        ("wal-g", 0, "ERROR: something is odd", "unknown"), ("bareos", 0, "a complaint", "unknown"),
    ]) func `failures are told apart`(tool: String, status: Int, errors: String, kind: String) async throws {
        let output = try Fixture.bytes(try #require(ListTests.fixtures[tool]?.first))
        let fake = try FakeTool([.init(output: output, errors: errors, status: status)])
        let failure = await #expect(throws: EngineFailure.self) {
            try await Fixture.engine(tool, fake).restorePoints(in: Fixture.repository(tool))
        }
        #expect(failure?.kind.rawValue == kind, "\(String(describing: failure))")
    }

    @Test func `what WAL-G tells of its work is no complaint`() async throws {
        let fake = try FakeTool([
            .init(
                output: try Fixture.bytes("wal-g-list.json"),
                errors: "INFO: 2026/11/30 02:00:00.000000 List backups from storages: [default]\n")
        ])
        #expect(
            try await Fixture.engine("wal-g", fake).restorePoints(in: Fixture.repository("wal-g")).points.count == 4)
    }
}
