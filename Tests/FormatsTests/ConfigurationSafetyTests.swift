import Contracts
import Formats
import Testing

@Suite("Secrets of programs, audit anchors and kits in the configuration")
struct ConfigurationSafetyTests {
    private static let text = """
        version: 1
        estate: shop
        hosts: [web1]
        repositories:
          - {name: shop, engine: restic, url: "sftp:backup@vault1:/srv/restic/shop", password: "secret:shop"}
          - {name: other, engine: restic, url: "sftp:backup@vault1:/srv/restic/other", password: "credential:other"}
        secrets:
          shop: {command: [pass, show, "backup/shop; rm -rf /"], environment: {PASSWORD_STORE_DIR: /srv/pass}}
        audit: {file: /mnt/anchors.jsonl, webhook: "https://log.example/x", syslog: true}
        kit: {recipients: ["age1qxyz", "ssh-ed25519 AAAA= alice"], tools: [procps]}

        """

    private func read(_ text: String) throws -> Configuration {
        try ConfigurationDocument.configuration(from: text, file: "/etc/groundup/groundup.yaml")
    }

    @Test("all of it is read, and reads back as it is written")
    func whole() throws {
        let configuration = try read(Self.text)
        let entry = SecretEntry(
            name: "shop", command: ["pass", "show", "backup/shop; rm -rf /"],
            environment: ["PASSWORD_STORE_DIR": "/srv/pass"])
        #expect(configuration.secrets == [entry])
        #expect(configuration.repositories.map(\.password) == ["secret:shop", "credential:other"])
        #expect(
            configuration.audit
                == AuditEntry(file: "/mnt/anchors.jsonl", webhook: "https://log.example/x", usesSyslog: true))
        #expect(configuration.kit == KitEntry(recipients: ["age1qxyz", "ssh-ed25519 AAAA="], tools: ["procps"]))
        #expect(try read(ConfigurationDocument.text(of: configuration)) == configuration)
    }

    @Test(
        "mistakes are refused",
        arguments: [
            ("secret:shop", "secret:shpo", "is not a secret reference"),
            ("secret:shop", "command:pass", "is not a secret"),
            ("credential:other", "credential:../x", "is not a secret reference"),
            ("[pass, show, \"backup/shop; rm -rf /\"]", "[]", "names no program"),
            ("[pass, show, \"backup/shop; rm -rf /\"]", "[\"-c\"]", "names no program"),
            ("age1qxyz", "AGE-SECRET-KEY-1", "is no public key"), ("syslog: true", "syslgo: true", "unknown key"),
            ("https://log", "https://me:pw@log", "password"),
        ])
    func mistakes(old: String, new: String, message: String) throws {
        let error = #expect(throws: GroundupError.self) { try read(Self.text.replacing(old, with: new)) }
        #expect(error?.code == .configuration && error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
