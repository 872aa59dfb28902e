internal import Contracts
internal import Estate
internal import RecoveryPlan

/// Certificates, tickets and expiries need clocks that agree.
struct ClocksCheck: PreflightCheck {
    static let name = "clocks"
    /// Seconds by which a clock may differ from the controller's; Kerberos refuses more.
    private static let tolerance: Int64 = 300

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        var findings = [ownClock(scope)]
        for host in scope.standingHosts {
            switch await scope.hosts.answer(of: host) {
            case .unreachable: findings.append(notChecked(host.name, "it does not answer"))
            case .reached(let clock, let controller, _): findings.append(finding(host.name, clock - controller))
            }
        }
        return findings
    }

    /// Data cannot have been saved in the future.
    private func ownClock(_ scope: PreflightScope) -> PreflightFinding {
        let now = scope.workplace.clock.now()
        guard let newest = scope.points.map(\.takenAt).max() else {
            return notChecked("controller", "no restore point tells what time it is at least")
        }
        guard newest.seconds <= now.seconds + Self.tolerance else {
            return failed(
                "controller", "it is \(newest.seconds(since: now)) s behind the newest restore point",
                hint: "Set the controller's clock.")
        }
        return passed("controller", "later than the newest restore point")
    }

    private func finding(_ host: String, _ skew: Int64) -> PreflightFinding {
        let words =
            skew == 0
            ? "agrees with the controller" : "\(abs(skew)) s \(skew < 0 ? "behind" : "ahead of") the controller"
        return abs(skew) <= Self.tolerance
            ? passed(host, words) : failed(host, words, hint: "Set the clock that is wrong.")
    }
}
