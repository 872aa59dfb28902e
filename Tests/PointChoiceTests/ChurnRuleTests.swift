import Estate
import Testing

@testable import PointChoice

@Suite struct ChurnRuleTests {
    private func files(_ count: Int, _ suffix: String, from start: Int = 0, bytes: Int64 = 10_000) -> [PointDifference
        .File]
    {
        (start..<start + count).map { .init(path: "/srv/d\($0 % 7)/f\($0)\(suffix)", bytes: bytes + Int64($0)) }
    }

    private func day(
        added: [PointDifference.File] = [], removed: [PointDifference.File] = [], modified: Int = 0, before: Int = 700,
        bytes: (Int64, Int64) = (7_000_000, 7_000_000), new: Int64? = nil, stored: Int64? = nil
    ) -> PointDifference {
        PointDifference(
            takenAt: Instant(seconds: 0), added: added, removed: removed, modified: modified, filesBefore: before,
            bytesBefore: bytes.0, bytesAfter: bytes.1, newBytes: new, storedBytes: stored)
    }

    private var quiet: PointDifference {
        day(added: files(5, ".doc", from: 9_000), removed: files(2, ".doc", from: 9_000), modified: 7)
    }

    private func rules() -> ChurnRules {
        var rules = ChurnRules(first: files(700, ".doc"))
        for _ in 0..<6 { #expect(rules.alarms(for: quiet).isEmpty) }
        return rules
    }

    @Test func encryptionWithRenamingRaisesTheRulesOnNames() {
        var rules = rules()
        let alarms = rules.alarms(
            for: day(
                added: files(320, ".doc.locked"), removed: files(320, ".doc"), modified: 4, new: 3_200_000,
                stored: 3_190_000))
        #expect(
            alarms.map(\.rule) == [
                "churn-renames", "churn-new-suffix", "churn-change-rate", "churn-incompressible",
            ])
        #expect(alarms.first == .renames(suffix: ".locked", pairs: 320))
    }

    @Test func theDaysAfterLookUsual() {
        var rules = rules()
        _ = rules.alarms(for: day(added: files(320, ".doc.locked"), removed: files(320, ".doc")))
        #expect(rules.alarms(for: quiet).isEmpty)
    }

    @Test func aBulkImportAddsWithoutRemoving() {
        var rules = rules()
        let alarms = rules.alarms(for: day(added: files(80, ".doc", from: 20_000), modified: 7, before: 718))
        #expect(alarms.map(\.rule) == ["churn-change-rate"])
    }

    @Test func manyDeletionsOfOneSuffix() {
        var rules = rules()
        let gone = rules.alarms(for: day(removed: files(400, ".doc"), bytes: (7_000_000, 3_000_000)))
        #expect(gone.map(\.rule) == ["churn-deletion", "churn-change-rate", "churn-shrunk"])
    }

    @Test func withoutABaselineTheRateIsNotJudged() {
        var rules = ChurnRules(first: files(700, ".doc"))
        #expect(rules.alarms(for: day(modified: 600)).isEmpty)
    }

    @Test func aFolderOfAHundredThousandRenamesIsPairedInLinearTime() {
        let many = (0..<100_000).map { PointDifference.File(path: "/srv/one/f\($0).doc", bytes: Int64($0)) }
        var rules = ChurnRules(first: many)
        let locked = many.map { PointDifference.File(path: $0.path + ".x", bytes: $0.bytes + 512) }
        let alarms = rules.alarms(for: day(added: locked, removed: many, before: 100_000))
        #expect(alarms.contains(.renames(suffix: ".x", pairs: 100_000)))
    }
}
