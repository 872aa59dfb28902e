internal import Contracts
internal import RecoveryPlan

/// Every secret of every remaining step has to be at hand; its value is forgotten at once.
struct SecretsCheck: PreflightCheck {
    static let name = "secrets"

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let references = references(scope)
        guard !references.isEmpty else { return [notChecked("all", "no remaining step needs a secret")] }
        var findings: [PreflightFinding] = []
        for reference in references {
            do {
                _ = try await scope.workplace.secrets.resolve(SecretReference(name: "GU_SECRET", reference: reference))
                findings.append(passed(reference, "found"))
            } catch let error as GroundupError {
                findings.append(failed(reference, error.message, hint: error.hint))
            } catch {
                findings.append(failed(reference, "\(error)", hint: "Put it there on the controller."))
            }
        }
        return findings
    }

    private func references(_ scope: PreflightScope) -> [String] {
        guard scope.plan == nil else {
            return Set(scope.remaining.flatMap { $0.secrets.map(\.reference) }).sorted()
        }
        let configuration = scope.workplace.configuration
        let checks = configuration.applications.flatMap { $0.verifications.compactMap(\.password) }
        return Set(configuration.repositories.compactMap(\.password) + checks).sorted()
    }
}
