internal import Contracts
internal import Estate
internal import RecoveryPlan

/// One thing that has to hold before a run touches anything.
///
/// A check changes nothing, tells every subject that it looked at, and says of what it could not look at why.
protocol PreflightCheck: Sendable {
    static var name: String { get }

    /// Seconds after which it is given up, which is a failure.
    var limit: Int { get }

    func findings(in scope: PreflightScope) async -> [PreflightFinding]
}

extension PreflightCheck {
    var limit: Int { 180 }

    func passed(_ subject: String, _ detail: String) -> PreflightFinding {
        PreflightFinding(Self.name, subject, .passed, detail)
    }

    func failed(_ subject: String, _ detail: String, hint: String) -> PreflightFinding {
        PreflightFinding(Self.name, subject, .failed, detail, hint: hint)
    }

    func notChecked(_ subject: String, _ why: String) -> PreflightFinding {
        PreflightFinding(Self.name, subject, .notChecked, why)
    }
}

/// What a preflight is made for.
struct PreflightScope: Sendable {
    let workplace: Workplace
    /// `nil` for the whole configuration, without a plan.
    let stored: StoredPlan?
    /// The steps that are still to be done.
    let remaining: [Step]
    /// A run of the plan has begun.
    let isContinuing: Bool
    let hosts: HostProbes

    var plan: Plan? { stored?.plan }

    /// The chosen restore points that remaining steps read.
    var points: [ChosenRestorePoint] {
        let values = Set(remaining.flatMap { $0.parameters.map(\.value) })
        return (plan?.restorePoints ?? []).filter { values.contains($0.point) }
    }

    /// The repositories that are needed: those of `points`, or every one without a plan.
    var repositories: [RepositoryEntry] {
        let all = workplace.configuration.repositories
        guard plan != nil else { return all }
        let names = Set(points.map(\.repository))
        return all.filter { names.contains($0.name) }
    }

    /// The targets that the configuration names and the plan uses.
    var targets: [TargetEntry] {
        guard plan != nil else { return workplace.configuration.targets }
        let kinds = Set(remaining.map { $0.body.prefix { $0 != "/" } }.map(String.init))
        return workplace.configuration.targets.filter { kinds.contains($0.kind) }
    }
}
