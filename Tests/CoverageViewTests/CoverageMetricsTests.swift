import Assurance
import Contracts
import Estate
import Host
import Pictures
import Testing

@testable import Commands

@Suite struct CoverageMetricsTests {
    @Test func `promtool accepts the metrics, whatever names are in them`() async throws {
        let text = CoverageMetrics(HostileReport.report(gone: [3])).text
        let request = ProcessRequest("promtool", ["check", "metrics"], input: Array(text.utf8))
        let result = try await SubprocessRunner().run(request)
        #expect(result.outcome == .exited(0))
        #expect(result.errors.isEmpty && result.output.isEmpty, "\(result.errors)")
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("groundup_") })
    }

    /// A check that says yes to everything would prove nothing.
    @Test func `promtool refuses what is damaged`() async throws {
        let text = CoverageMetrics(HostileReport.report()).text.replacing("\"} 1", with: "} 1")
        let request = ProcessRequest("promtool", ["check", "metrics"], input: Array(text.utf8))
        #expect(try await SubprocessRunner().run(request).succeeded == false)
    }

    @Test func `every state of a thing has a series, and one of them holds`() {
        let lines = CoverageMetrics(HostileReport.report()).text.split(separator: "\n")
        let states = lines.filter { $0.hasPrefix("groundup_application_coverage{") }
        #expect(states.count == Coverage.words.count)
        #expect(states.filter { $0.hasSuffix(" 1") }.map { $0.contains("state=\"covered\"") } == [true])
        let retention = lines.filter { $0.hasPrefix("groundup_objective{") && $0.contains("rule=\"retention-unmet\"") }
        #expect(retention.count == 4)
        // The daily points are there; that they reach back 30 days is not known yet, and that counts.
        #expect(retention.filter { $0.hasSuffix(" 1") }.map { $0.contains("state=\"unknown\"") } == [true])
        #expect(Set(lines).count == lines.count, "no series is there twice")
    }

    @Test func `an alarm can be raised on rules that found nothing so far`() {
        let quiet = CoverageMetrics(HostileReport.report()).text
        let series = "groundup_findings{rule=\"vanished-restore-point\",severity=\"critical\"}"
        #expect(quiet.contains("\(series) 0\n"))
        let loud = CoverageMetrics(HostileReport.report(gone: [3])).text
        #expect(loud.contains("\(series) 1\n"))
        #expect(loud.contains("groundup_repository_gone_restore_points{repository=\"vault\"} 1\n"))
        #expect(loud.contains("groundup_assessed_timestamp_seconds 1800000000\n"))
    }
}

@Suite struct CoverageMonitorTests {
    @Test func `one line with performance data, and the exit code of the worst finding`() {
        let line = CoverageMonitor.line(HostileReport.report(gone: [3]))
        #expect(line.status == .critical && line.status.rawValue == 2)
        #expect(!line.text.contains("\n") && line.text.count { $0 == "|" } == 1)
        #expect(line.text.hasPrefix("COVERAGE CRITICAL - 1 of 1 applications covered; 1 critical, "))
        #expect(line.text.contains("vanished-restore-point: 1 restore point of "))
        #expect(line.text.hasSuffix("'covered'=1;;;0;1 'orders\"_age'=3600s;;86400;0"))
    }

    @Test func `warnings, unknown and ok`() {
        // Nothing says that the host's own job cannot delete; no job was seen, so that is not known either.
        #expect(CoverageMonitor.line(HostileReport.report()).status == .ok)
        var input = HostileReport.input()
        input.risks = [
            AcceptedRisk(subject: "x", owner: "o", because: "b", until: Instant(seconds: 1))
        ]
        #expect(CoverageMonitor.line(Assessment.report(on: input)).status == .warning)
        input.repositories = []
        input.applications = []
        input.estate.assets = []
        input.risks = []
        #expect(CoverageMonitor.line(Assessment.report(on: input)).status == .unknown)
        #expect(CoverageMonitor.unknown("a | b\nc").text == "COVERAGE UNKNOWN - a / b\\u{a}c")
    }
}

@Suite struct CoveragePageTests {
    @Test func `hostile names are shown, not obeyed`() throws {
        let html = CoveragePage(HostileReport.report(gone: [3])).html
        #expect(
            !html.contains("<script") && !html.contains("<b>") && !html.contains("<i>") && !html.contains("\u{202E}"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(html.contains("Objectives of orders&#39;=&quot;"))
    }

    @Test func `every objective has its row, its state in words and a picture`() {
        let report = HostileReport.report()
        let html = CoveragePage(report).html
        for result in report.objectives {
            #expect(html.contains("</td><td class=\"state")); #expect(!result.rule.isEmpty)
        }
        #expect(html.components("<svg class=\"spark\"") >= 3)
        #expect(html.contains("✔ met") && html.contains("? unknown"))
        #expect(!html.contains("src=") && !html.contains("href="), "nothing is loaded from elsewhere")
    }

    @Test func `well-formed, as a strict reader sees it`() async throws {
        let html = CoveragePage(HostileReport.report(gone: [3])).html
        // Only the head has tags without an end.
        let body = try #require(html.firstRange(of: "<main>")).lowerBound
        let end = try #require(html.firstRange(of: "</main>")).upperBound
        let reader = "import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())"
        let request = ProcessRequest("python3", ["-c", reader], input: Array(html[body..<end].utf8))
        let result = try await SubprocessRunner().run(request)
        #expect(result.succeeded, "\(result.errors)")
    }
}

extension String {
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
