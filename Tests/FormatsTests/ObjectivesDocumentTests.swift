import Assurance
import Contracts
import Estate
import Formats
import Testing

@Suite struct ObjectivesDocumentTests {
    private static let complete = """
        version: 1
        estate: shop
        hosts: [{name: web1, site: berlin}]
        applications:
          - name: shop
            entries: [web1/nginx]
            objectives: {rpo: 24h, retention: 14d, keep: {last: 3, daily: 7, weekly: 4, monthly: 12, yearly: 2},
              window: 22:00-06:00, max-duration: 4h, growth: 10%, restore-test: {V3: 30d, V5: 90d}}
        repositories:
          - {name: vault, engine: restic, url: /srv/restic, site: bonn, append-only: true, immutable: 30d}
        accepted-risks:
          - {asset: "web1:/srv/cache", owner: alice@corp.example, because: "made anew in an hour: daily", until: 2027-01-31}
          - {rule: single-copy, subject: vault, owner: Bob, because: "until the move", until: 2026-12-24}

        """

    private func read(_ text: String) throws -> Configuration {
        try ConfigurationDocument.configuration(from: text, file: "/etc/groundup.yaml")
    }

    @Test func `everything is read`() throws {
        let read = try read(Self.complete)
        let protection = try #require(read.applications.first?.objectives.protection)
        #expect(protection.kept == KeptPoints(last: 3, daily: 7, weekly: 4, monthly: 12, yearly: 2))
        #expect(protection.window == BackupWindow(start: 22 * 60, end: 6 * 60))
        #expect(protection.maximalDuration == 14_400 && protection.maximalGrowth == 10)
        #expect(protection.restoreTests == [.decoded: 30 * 86_400, .working: 90 * 86_400])
        #expect(read.hosts.first?.site == "berlin")
        #expect(
            read.repositories.first?.safety
                == RepositorySafety(site: "bonn", isAppendOnly: true, immutableFor: 30 * 86_400))
        #expect(
            read.acceptedRisks == [
                AcceptedRisk(
                    subject: "web1:/srv/cache", owner: "alice@corp.example", because: "made anew in an hour: daily",
                    until: Instant(seconds: 1_801_353_600)),
                AcceptedRisk(
                    subject: "vault", rule: "single-copy", owner: "Bob", because: "until the move",
                    until: Instant(seconds: 1_798_070_400)),
            ])
    }

    @Test func `what is written reads back the same`() throws {
        let first = try read(Self.complete)
        #expect(try read(ConfigurationDocument.text(of: first)) == first)
        #expect(ConfigurationDocument.text(of: Configuration(estate: "x")).contains("# accepted-risks:"))
    }

    @Test(arguments: [
        ("window: 22:00-06:00", "window: 22:00", "'22:00' is no backup window"),
        ("growth: 10%", "growth: 10", "'10' is no percentage"), ("growth: 10%", "growth: 0%", "'0%' is no percentage"),
        ("daily: 7", "daily: 0", "keep.daily' is 0"), ("daily: 7", "hourly: 7", "hourly"),
        ("V3: 30d", "V1: 30d", "V1"), ("until: 2027-01-31", "until: 2027-02-30", "'2027-02-30' is no date"),
        ("until: 2027-01-31", "until: tomorrow", "'tomorrow' is no date"),
        ("owner: alice@corp.example, ", "", "owner"),
        ("asset: \"web1:/srv/cache\"", "asset: \"web2:/srv\"", "web2:/srv"),
        ("asset: \"web1:/srv/cache\"", "rule: single-copy", "names neither an asset nor a rule with its subject"),
        ("rule: single-copy", "rule: single-copy, asset: web1", "both an asset and a rule"),
        ("append-only: true", "append-only: yes", "append-only"), ("site: bonn", "site: \"-bonn\"", "'-bonn'"),
    ])
    func `what is wrong is named with its place`(old: String, new: String, words: String) throws {
        #expect(Self.complete.contains(old))
        let error = #expect(throws: GroundupError.self) { try read(Self.complete.replacing(old, with: new)) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("/etc/groundup.yaml:") == true, "\(error?.message ?? "")")
    }
}
