import Contracts
import Estate
import TestKit
import Testing

@testable import PgBackRest

/// What recorded answers of verify say of each backup.
@Suite struct VerifiedTests {
    private static let ends = RecordedEnds("../Fixtures/pgbackrest-2.45/ends", beside: #filePath)
    private let full = "20261123-120637F"
    private let incremental = "20261123-120637F_20261123-120643I"

    private func verdict(on id: String, _ verified: PgBackRestVerified) -> PointFinding.Verdict {
        verified.verdict(on: RestorePoint(id: id, host: "db1", takenAt: Instant(seconds: 1), paths: ["/srv"]))
    }

    @Test func `backups are good or bad one by one, and one that is not named is neither`() throws {
        let good = PgBackRestVerified(try Self.ends.result("verify_text_verbose").output)
        #expect(verdict(on: full, good) == .whole(.bytes) && verdict(on: incremental, good) == .whole(.bytes))
        let bad = PgBackRestVerified(try Self.ends.result("corrupt_verify").output)
        guard case .damaged(.bytes, let words) = verdict(on: full, bad) else {
            Issue.record("\(verdict(on: full, bad))")
            return
        }
        #expect(words.hasPrefix("backup: 20261123-120637F, status: invalid"))
        #expect(verdict(on: incremental, bad) == .notKnown("pgbackrest verify did not name it"))
    }

    @Test func `a log that is not whole leaves it open which backups need what it lacks`() throws {
        let text = String(decoding: try Self.ends.result("missingwal_verify_verbose").output, as: UTF8.self)
        let damaged = text.replacing("checksum invalid: 0", with: "checksum invalid: 1", maxReplacements: 1)
        guard case .notKnown = verdict(on: full, PgBackRestVerified(Array(damaged.utf8))) else {
            Issue.record("\(damaged)")
            return
        }
        #expect(verdict(on: full, PgBackRestVerified(Array(text.utf8))) == .whole(.bytes))
    }
}
