import Assurance
import Contracts
import Estate
import PointChoice
import Testing

@testable import Orchestration

/// Datasets of one application from moments that fit together.
@Suite struct ConsistentChoiceTests {
    private static let hour = MomentExample.hour
    private let files = MomentExample().files
    private let database = MomentExample().database

    private func at(_ hours: Int64) -> Instant { MomentExample().at(hours) }

    private func report(until: Int64) -> CoverageReport { MomentExample().report(until: until) }

    @Test func `a database of any moment joins the newest files`() throws {
        let limits = try ConsistentChoice(report(until: 40), skew: Self.hour).limits(of: ["shop"])
        #expect(
            limits == [files: Instant(seconds: at(30).seconds + 1), database: Instant(seconds: at(30).seconds + 1)])
    }

    @Test func `where the log ends before, older files are taken`() throws {
        let limits = try ConsistentChoice(report(until: 20), skew: Self.hour).limits(of: [])
        #expect(limits[files] == Instant(seconds: at(10).seconds + 1))
        #expect(limits[database] == Instant(seconds: at(10).seconds + 1))
        // A wider skew keeps the newer files, and the log to its end.
        let wide = try ConsistentChoice(report(until: 20), skew: 12 * Self.hour).limits(of: [])
        #expect(wide[files] == Instant(seconds: at(30).seconds + 1))
        #expect(wide[database] == Instant(seconds: at(20).seconds + 1))
    }

    @Test func `what never fits is refused with the skew that it needs`() {
        do {
            _ = try ConsistentChoice(report(until: 6), skew: Self.hour).limits(of: ["shop"])
            Issue.record("not refused")
        } catch {
            let refusal = error as? GroundupError
            #expect(refusal?.code == .planRefused)
            #expect(refusal?.message.contains("the closest ones are 4h apart") == true)
        }
    }

    @Test func `data that was chosen further apart is told`() {
        let report = report(until: 20)
        #expect(ConsistentChoice(report, skew: 10 * Self.hour).remarks(on: ["shop"]).isEmpty)
        let remarks = ConsistentChoice(report, skew: 9 * Self.hour).remarks(on: ["shop"])
        #expect(remarks.map(\.subject) == ["shop"])
        #expect(remarks.first?.reason.contains("does not fit together within 9h") == true)
    }

    private func lineage(_ host: String, _ repository: String, _ paths: [String], good: [Int64]) -> PointReport {
        var report = PointReport(lineage: PointLineage(repository: repository, host: host, paths: paths))
        report.points = good.map {
            JudgedPoint(record: PointRecord(id: "\(repository)-\($0)", takenAt: at($0), contents: .clean))
        }
        return report
    }

    @Test func `points of hosts are offered as a set, a second copy is no member of it`() throws {
        var cluster = lineage("db1", "cluster", ["/var/lib/postgresql"], good: [])
        cluster.windows = [PointReport.Window(point: "c", earliest: at(5), latest: at(40), end: "a test")]
        let reports = [
            lineage("app1", "shop", ["/etc", "/srv/uploads"], good: [10, 30]),
            lineage("app1", "second", ["/srv/uploads"], good: [9]), cluster,
        ]
        let offer = try #require(ConsistentOffer(reports, skew: Self.hour, acceptedDamage: 0.01, now: at(41)))
        guard case .chosen(let members, let apart) = offer.answer else {
            Issue.record("no set: \(offer.answer)")
            return
        }
        #expect(members.map(\.moment) == [at(30), at(30)] && apart == 0)
        #expect(members.map(\.point) == ["shop-30", nil])
        #expect(members.map(\.lossSeconds) == [11 * Self.hour, 11 * Self.hour])
        let alone = ConsistentOffer([cluster], skew: Self.hour, acceptedDamage: 0.01, now: at(41))
        #expect(alone == nil, "one system needs no set")
    }

    @Test func `without a good point of one system there is no set`() throws {
        let reports = [lineage("app1", "a", ["/srv"], good: [1]), lineage("web1", "b", ["/srv"], good: [])]
        let offer = try #require(ConsistentOffer(reports, skew: Self.hour, acceptedDamage: 0.01, now: at(2)))
        guard case .none(let reason) = offer.answer else {
            Issue.record("a set: \(offer.answer)")
            return
        }
        #expect(reason.contains("web1: /srv"))
    }
}
