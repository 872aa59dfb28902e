/// groundup runs on a host that it would have to restore.
package enum ControllerDeadlock: Rule {
    package static let id = "controller-deadlock"
    package static let severity = Severity.critical
    package static let why =
        "When the controller is lost with the estate, its plans, its media and its passwords are, too."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        RuleResult(
            checked: assessed.input.controller == nil ? 0 : 1,
            findings: assessed.findings(Self.self, of: .controller))
    }
}
