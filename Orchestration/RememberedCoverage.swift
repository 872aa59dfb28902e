package import Assurance
import Contracts

extension Workplace {
    /// Assesses the newest estate with what earlier looks and runs tell.
    ///
    /// Nothing is remembered yet: a look that is not remembered is compared anew the next time, so nothing is missed by it.
    package func coverage() async throws -> CoverageReport {
        let (estate, _) = try await newestEstate()
        var assess = try await AssessCoverage(self)
        assess.history = try await coverageHistory.pointHistory()
        assess.recovery = try await recoveryRecord()
        assess.recovery.tests += try await restoreTests.restoreTests().proofs(in: estate)
        return await assess.report(on: estate)
    }

    /// Remembers the restore points and sizes that `report` saw, for the next one.
    package func remember(_ report: CoverageReport) async throws {
        try await coverageHistory.remember(report.history, at: report.assessedAt)
    }
}
