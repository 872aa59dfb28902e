internal import Estate

/// Somebody answered for a risk until a day that has come, or for something that does not exist.
package enum AcceptedRiskExpired: Rule {
    package static let id = "accepted-risk-expired"
    package static let severity = Severity.warning
    package static let why = "A risk that nobody looks at again is no longer accepted, only forgotten."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        let known = Set(RuleBook.rules.map { $0.id })
        let findings = assessed.input.risks.compactMap { risk -> Finding? in
            let what = risk.rule.map { "\(risk.subject) (\($0))" } ?? risk.subject
            if !risk.holds(at: assessed.input.now) {
                return finding(
                    risk,
                    "The risk of \(what) was accepted by \(risk.owner) until \(Words.moment(risk.until)): "
                        + "\(risk.because). It counts again.",
                    "Protect it, or ask \(risk.owner) again and write a new date.")
            }
            if let rule = risk.rule, !known.contains(rule) {
                return finding(
                    risk, "The risk of \(what) is accepted by \(risk.owner), but no rule is called \(rule).",
                    "Write the rule's name as findings show it.")
            }
            if risk.rule == nil, assessed.input.estate.asset(AssetID(risk.subject)) == nil {
                return finding(
                    risk, "The risk of \(what) is accepted by \(risk.owner), but nothing of that name was discovered.",
                    "Remove the entry, or correct its asset; 'groundup graph' lists them.")
            }
            return nil
        }
        return RuleResult(checked: assessed.input.risks.count, findings: findings)
    }

    private static func finding(_ risk: AcceptedRisk, _ message: String, _ remedy: String) -> Finding {
        Finding(Self.self, subject: risk.subject, message: message, remedy: remedy)
    }
}
