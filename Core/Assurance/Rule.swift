package import Estate

/// How much a finding endangers a restoration.
package enum Severity: String, Sendable, CaseIterable {
    /// Something that people need will not come back.
    case critical
    /// It may not come back, or not as objectives demand.
    case warning
    /// Worth knowing.
    case notice
}

/// Something that a rule found, and what to do about it.
package struct Finding: Hashable, Sendable {
    package let rule: String
    package let severity: Severity
    /// What it is about: an asset, a repository, an application, a package.
    package let subject: String
    /// The applications that it touches, sorted.
    package let applications: [String]
    /// What was found, in one or a few sentences.
    package let message: String
    /// Why the rule exists.
    package let why: String
    /// How the first application comes to need the subject, asset by asset.
    package let path: [AssetID]
    package let remedy: String

    package init(
        _ rule: any Rule.Type, severity: Severity? = nil, subject: String, applications: [String] = [],
        message: String, path: [AssetID] = [], remedy: String
    ) {
        self.rule = rule.id
        self.severity = severity ?? rule.severity
        self.subject = subject
        self.applications = applications
        self.message = message
        why = rule.why
        self.path = path
        self.remedy = remedy
    }
}

/// What a rule looked at, and what it found.
package struct RuleResult: Hashable, Sendable {
    /// How many things were examined; a rule that examined none proves nothing.
    package var checked: Int
    package var findings: [Finding]

    package init(checked: Int, findings: [Finding]) {
        self.checked = checked
        self.findings = findings
    }
}

/// One audit rule, in one file of its name.
package protocol Rule: Sendable {
    /// Stable: people suppress and search by it.
    static var id: String { get }
    static var severity: Severity { get }
    /// Why it matters, in one sentence.
    static var why: String { get }

    static func check(_ assessed: AssessedEstate) -> RuleResult
}

/// Every rule, in the order of reports.
package enum RuleBook {
    package static let rules: [any Rule.Type] = [
        RecoveryDeadlock.self, RepositoryNameDeadlock.self, RepositoryIdentityDeadlock.self, ControllerDeadlock.self,
        CircularRecovery.self, VanishedRestorePoint.self, UnprotectedDependency.self, RawCopyOfDatabase.self,
        RepositoryNotReadable.self, IncompleteRepository.self, DamagedRestorePoint.self, UnlistedRestorePoint.self,
        NoRestorePoints.self, StaleRestorePoint.self,
        ClockSkew.self, UnknownEntry.self, RepositoryOnWhatItProtects.self, FailsWithItsData.self,
        UnknownRepository.self, NoKnownGoodSource.self, ScheduleGap.self, SizeDrop.self, RecoveryPointGap.self,
        RecoveryPointForecast.self, RetentionUnmet.self, OutsideBackupWindow.self, BackupTooLong.self,
        GrowthOverObjective.self, RestoreTestOverdue.self, PredictedOverObjective.self, MeasuredOverObjective.self,
        DeletableWithItsData.self, NoOffSiteCopy.self, UnprotectedData.self, SingleCopy.self,
        AcceptedRiskExpired.self, ObjectiveMissing.self,
    ]

    /// Those that compare an objective with what was found.
    package static let objectives: [any ObjectiveRule.Type] = rules.compactMap { $0 as? any ObjectiveRule.Type }
}
