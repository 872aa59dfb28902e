internal import Contracts
internal import Estate
package import RecoveryPlan

/// Refuses plans that no script can hold.
package enum StepChecks {
    /// - Throws: `GroundupError` with `hostileInput` that names the step.
    package static func check(_ plan: Plan) throws {
        var limits: [String: Int] = [:]
        for capacity in plan.capacities { limits[capacity.name] = capacity.units }
        for step in plan.steps {
            if let use = step.capacities.first(where: { $0.units > limits[$0.capacity] ?? Int.max }) {
                throw refusal(
                    "Step \(ShellText.oneLine(step.id.text)) uses more of \(ShellText.oneLine(use.capacity)) than there "
                        + "is.", "Raise the capacity.")
            }
            let names = step.parameters.map(\.name) + step.secrets.map(\.name)
            guard names.allSatisfy(ShellText.isVariable) else {
                throw refusal("Step \(ShellText.oneLine(step.id.text)) has a parameter that is no variable's name.")
            }
            guard !step.target.text.hasPrefix("-") else {
                throw refusal(
                    "The host \(ShellText.oneLine(step.target.text)) would be taken for an option.", "Rename the host.")
            }
            let texts = step.parameters.map(\.value) + step.secrets.map(\.reference) + [step.target.text]
            guard !texts.contains(where: { $0.utf8.contains(0) }) else {
                throw refusal("Step \(ShellText.oneLine(step.id.text)) has a parameter with a null byte.")
            }
            guard let body = plan.bodies[step.body], !body.utf8.contains(0) else {
                throw refusal("The plan has no usable body \(ShellText.oneLine(step.body)).")
            }
        }
    }

    static func refusal(_ message: String, _ hint: String = "Make the plan again.") -> GroundupError {
        GroundupError(.hostileInput, message, hint: hint)
    }
}
