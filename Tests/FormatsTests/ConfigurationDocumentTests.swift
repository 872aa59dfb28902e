import Contracts
import DataHealth
import Estate
import Formats
import Foundation
import RecoveryPlan
import Testing

@Suite struct ConfigurationDocumentTests {
    static let complete = """
        version: 1
        estate: shop
        ssh: {config: ssh_config}
        hosts:
          - {name: dc1, address: root@10.77.0.3, target: lab}
          - web1
        applications:
          - name: shop
            entries: [web1/nginx, "dc1:/srv/share"]
            objectives: {rpo: 24h, rto: 1h, retention: 14d}
            verify:
              - {http: "https://web1.shop.example/orders", from: web1, expect: "order #1: \\"ok\\"",
                 login: {url: "https://web1.shop.example/login", user: alice, password: "file:/run/alice"}}
        repositories:
          - {name: shop, engine: restic, url: "sftp:backup@vault1.shop.example:/srv/restic/shop", via: vault1,
             password: "env:SHOP_PASSWORD"}
        approvers:
          - {name: alice@corp.example, key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== alice"}
        approvals: 1
        targets:
          - {name: lab, kind: nspawn, settings: {namespace: gu-shop, bridge: "br0"}}
        media:
          - {path: depot/order-service_1.0_all.deb, sha256: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}

        """

    private func read(_ text: String) throws -> Configuration {
        try ConfigurationDocument.configuration(from: text, file: "/etc/groundup/groundup.yaml")
    }

    private func failure(_ text: String) -> GroundupError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error as? GroundupError
        }
    }

    /// The complete document with one text replaced.
    private func failure(replacing old: String, with new: String) throws -> GroundupError? {
        let range = try #require(Self.complete.firstRange(of: old))
        return failure(Self.complete.replacingCharacters(in: range, with: new))
    }

    @Test func `everything is read`() throws {
        let read = try read(Self.complete)
        #expect(read.estate == "shop")
        #expect(read.sshConfiguration == "/etc/groundup/ssh_config")
        #expect(
            read.hosts == [HostEntry(name: "dc1", address: "root@10.77.0.3", target: "lab"), HostEntry(name: "web1")])
        let shop = try #require(read.applications.first)
        #expect(shop.entries == [AssetID("web1/nginx"), AssetID("dc1:/srv/share")])
        #expect(shop.objectives == Objectives(recoveryPoint: 86_400, recoveryTime: 3_600, retention: 1_209_600))
        #expect(shop.verifications.first?.expect == "order #1: \"ok\"")
        #expect(shop.verifications.first?.password == "file:/run/alice")
        #expect(read.repositories.first?.via == "vault1")
        #expect(read.approvers.first?.key == "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==")
        #expect(read.targets.first?.settings == ["namespace": "gu-shop", "bridge": "br0"])
        #expect(read.media.first?.path == "/etc/groundup/depot/order-service_1.0_all.deb")
        #expect(read.media.first?.digest == String(repeating: "a", count: 64))
    }

    @Test func `judges are read, written and refused`() throws {
        let text =
            Self.complete
            + "judges:\n  yara: {rules: [r/a.yar, /b.yar], weight: suspicious}\n  clamav: {database: db}\n"
        let read = try read(text)
        #expect(
            read.judges.yara?.rules == ["/etc/groundup/r/a.yar", "/b.yar"] && read.judges.yara?.weight == .suspicious)
        #expect(read.judges.clamAV == JudgesEntry.ClamAV(database: "/etc/groundup/db", maximalAge: 604_800))
        #expect(try self.read(ConfigurationDocument.text(of: read)) == read)
        for wrong in ["yara: {rules: []}", "yara: {rules: [a], weight: weak}", "clamav: {}", "sophos: {}"] {
            #expect(failure(Self.complete + "judges: {\(wrong)}\n")?.code == .configuration, "\(wrong)")
        }
    }

    @Test func `what is written reads back the same`() throws {
        let first = try read(Self.complete)
        #expect(try read(ConfigurationDocument.text(of: first)) == first)
        var bare = Configuration(estate: "no")
        bare.hosts = [HostEntry(name: "123"), HostEntry(name: "true")]
        #expect(try read(ConfigurationDocument.text(of: bare)) == bare)
    }

    @Test func `settings of repositories and engines made of commands are read and written`() throws {
        let written =
            Self.complete.replacing(
                "password: \"env:SHOP_PASSWORD\"}",
                with: "password: \"env:SHOP_PASSWORD\", settings: {stanza: main, host: db1}}")
                + """
                engines:
                  - {name: dumps, tools: [find, tail, cat], point: "{time} {bytes} {id}", depth: bytes,
                     list: [find, "{repository}", -printf, "%T@ %s %f\\\\n"], faults: ["Error: "],
                     verify: [tail, "{repository}/{id}"], proof: "-- Dump completed on", restore: [cat, "{repository}/{id}"]}

                """
        let read = try read(written)
        #expect(read.repositories.first?.settings == ["stanza": "main", "host": "db1"])
        let engine = try #require(read.engines.first)
        #expect(engine.list.last == "%T@ %s %f\\n" && engine.depth == .bytes && engine.faults == ["Error: "])
        #expect(try self.read(ConfigurationDocument.text(of: read)) == read)
    }

    @Test(arguments: [
        ("{name: a, list: [ls], point: \"{time} {id}\", verify: [cat]}", "has no 'proof'"),
        ("{name: a, list: [ls], point: \"{time}\"}", "does not say where the time and the id"),
        ("{name: a, list: [ls], point: \"{time} {id} {size}\"}", "does not say where the time and the id"),
        ("{name: a, list: [ls, \"{id}\"], point: \"{time} {id}\"}", "'{id}' has no meaning here"),
        ("{name: a, list: [\"{repository}\"], point: \"{time} {id}\"}", "names no program"),
        ("{name: a, list: [], point: \"{time} {id}\"}", "names no program"),
        ("{name: a, list: [ls], point: \"{time} {id}\", depth: working}", "is not in this file"),
        ("{name: -a, list: [ls], point: \"{time} {id}\"}", "cannot name"),
        ("{name: a, list: [ls], point: \"{time} {id}\", tools: [\"a b\"]}", "cannot name"),
    ])
    func `commands that cannot be meant are refused`(entry: String, problem: String) {
        let message = failure(Self.complete + "engines: [\(entry)]\n")?.message
        #expect(message?.contains(problem) == true, "\(message ?? "it was read")")
    }

    @Test func `roles, ends and what is asked after incidents are read and written`() throws {
        let written = Self.complete.replacing(
            "key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== alice\"}",
            with: "roles: [owner, security], applications: [shop]}\napprovers-file: signers"
        ).replacing(
            "approvals: 1",
            with: """
                approvals: {required: [{role: owner, count: 1}, {role: security}], valid: 24h, requester-may-approve: true}
                incidents:
                  attack: {isolated-targets: required, forensic-copies: false, approvals: [{role: security, count: 1}]}
                  disaster: {points-before-compromise: true, renew-credentials: true, lock-accounts: true}
                """)
        let read = try read(written)
        #expect(
            read.approvers == [
                ApproverEntry(
                    name: "alice@corp.example", key: nil, signers: "/etc/groundup/signers",
                    roles: ["owner", "security"], applications: ["shop"])
            ])
        #expect(
            read.approvals
                == ApprovalPolicy(
                    required: [RoleRequirement(role: "owner", count: 1), RoleRequirement(role: "security", count: 1)],
                    validity: 86_400, requesterMayApprove: true))
        let attack = try #require(read.incidents[.attack])
        #expect(attack.measures.isolation == .required && !attack.measures.keepsForensicCopies)
        #expect(attack.measures.needsTime && attack.measures.renewsCredentials, "what is not written is as it was")
        #expect(read.approvals(for: .attack).required == [RoleRequirement(role: "security", count: 1)])
        #expect(read.approvals(for: .disaster) == read.approvals)
        #expect(read.incidents[.disaster]?.measures.locksPerson == true)
        #expect(try self.read(ConfigurationDocument.text(of: read)) == read)
    }

    @Test(arguments: [
        ("version: 1", "version: 2", "1:10: version 2 is not known"),
        ("- web1\n", "- dc1\n", "6:5: host 'dc1' is named twice"),
        ("- web1\n", "- \"-oProxyCommand=x\"\n", "6:5: '-oProxyCommand=x' cannot name a host"),
        ("- web1\n", "- \"we/b1\"\n", "6:5: 'we/b1' cannot name a host"),
        ("- web1\n", "- \"$(id)\"\n", "6:5: '$(id)' cannot name a host"),
        ("- web1\n", "- \"a\\nb\"\n", "6:5: 'hosts[1]' holds a control character"),
        ("address: root@10.77.0.3", "address: \"-F/x\"", "5:26: '-F/x' is no ssh destination"),
        ("address: root@10.77.0.3", "address: \"a@b@c\"", "5:26: 'a@b@c' is no ssh destination"),
        ("target: lab", "target: lba", "5:50: target 'lba' is not in this file"),
        ("[web1/nginx", "[web2/nginx", "9:15: entry 'web2/nginx' names a host that is not in this file"),
        ("from: web1", "from: web7", "12:58: host 'web7' is not in this file"),
        ("file:/run/alice", "hunter2", "is not a secret reference; secrets are never written into this file"),
        ("env:SHOP_PASSWORD", "env:1$(id)", "is not a secret reference; secrets are never written into this file"),
        ("sftp:backup@", "rest:https://me:hunter2@", "holds a password"),
        ("\"sftp:backup@", "\"--repo=x@", "is no repository"),
        ("rpo: 24h", "rpo: 24", "10:23: 'applications[0].objectives.rpo' has to be a duration"),
        ("rpo: 24h", "rop: 24h", "10:18: unknown key 'rop' in 'applications[0].objectives'"),
        ("ssh-ed25519 AAAA", "ssh-ed25519 -----", "is no OpenSSH public key"),
        (
            "approvals: 1", "approvals: [{role: security}]",
            "1 approvals are required, but only 0 approvers with the role"
        ),
        ("approvals: 1", "approvals: []", "'approvals' asks for nobody"),
        ("approvals: 1", "approvals: {valid: 3}", "'approvals.valid' has to be a duration"),
        ("approvals: 1", "incidents: {flood: {}}", "unknown key 'flood' in 'incidents'"),
        (
            "approvals: 1", "incidents: {attack: {isolated-targets: yes}}",
            "'incidents.attack.isolated-targets' is 'yes'"
        ),
        (
            "alice@corp.example, key", "alice@corp.example, applications: [erp], key",
            "application 'erp' is not in this file"
        ),
        (", key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== alice\"", "", "the approver has no 'key'"),
        ("approvals: 1", "approvals: 2", "19:12: 2 approvals are required, but only 1 approvers are named"),
        ("sha256: AAAA", "sha256: xAAA", "is no SHA-256"),
        ("path: depot", "path: ~/depot", "is not used as a path"),
    ])
    func `mistakes name their place`(old: String, new: String, message: String) throws {
        let error = try #require(try failure(replacing: old, with: new))
        #expect(error.code == .configuration)
        #expect(error.message.hasPrefix("/etc/groundup/groundup.yaml:"))
        #expect(error.message.contains(message), "\(error.message)")
        #expect(!"\(error)".contains("hunter2"))
    }

    @Test func `two approvers cannot share a key`() throws {
        let line = "  - {name: alice@corp.example, key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== alice\"}\n"
        let twin = "  - {name: mallory, key: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== other\"}\n"
        let error = try #require(try failure(replacing: line, with: line + twin))
        #expect(error.message.contains("have the same key"))
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: GroundupError.self) { try ConfigurationDocument.read([0x61, 0xff, 0x0a], name: "x") }
    }

    @Test func `hosts are required`() throws {
        let error = try #require(failure("version: 1\nestate: shop\n"))
        #expect(error.message.contains("the document has no 'hosts'"))
    }
}
