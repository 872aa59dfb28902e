internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// The plan as data of the script: steps in order of start, their environments, the bodies, limits and secrets.
struct StepTable {
    /// Bash source that defines all of it.
    let definitions: String

    init(_ folder: StepFolder) {
        let references = folder.references
        var text = Self.declarations
        for (number, capacity) in folder.plan.capacities.enumerated() {
            text += "limit \(number) \(capacity.units) # \(ShellText.oneLine(capacity.name))\n"
        }
        for (number, reference) in references.enumerated() {
            text += "reference \(number) \(shellQuoted(reference)) \(folder.secretFile(number))\n"
        }
        for numbered in folder.steps {
            text += Self.line(numbered)
            for secret in numbered.step.secrets {
                let reference = references.firstIndex(of: secret.reference) ?? 0
                text += "secret \(numbered.number) \(secret.name) \(reference)\n"
            }
        }
        text += Self.choice(
            "environment_of", "Prints what step $1 finds in its environment.",
            folder.steps.map { Self.environment($0.step) })
        text += Self.choice("body_of", "Prints body $1.", folder.bodies.map { folder.plan.bodies[$0] ?? "" })
        definitions = text
    }

    private static func line(_ numbered: NumberedStep) -> String {
        let step = numbered.step
        let uses = numbered.uses.map { "\($0.capacity)=\($0.units)" }
        return "step \(numbered.number) \(shellQuoted(ShellText.oneLine(step.id.text))) \(step.place.rawValue) "
            + "\(shellQuoted(numbered.host ?? "")) \(numbered.body) \(step.timeout) \(step.attempts) "
            + "\(shellQuoted(ShellText.oneLine(step.title))) "
            + "'\(numbered.needs.map(String.init).joined(separator: " "))' '\(uses.joined(separator: " "))' "
            + "\(shellQuoted(ShellText.oneLine(numbered.hold ?? "")))\n"
    }

    private static func environment(_ step: Step) -> String {
        step.parameters.map { "export \($0.name)=\(shellQuoted($0.value))\n" }.joined()
    }

    /// A function that prints the text of the number it is given.
    private static func choice(_ name: String, _ about: String, _ texts: [String]) -> String {
        var result = "\n# \(about)\n\(name)() {\n    case $1 in\n"
        for (number, text) in texts.enumerated() where !text.isEmpty {
            result += "    \(number))\n\(ShellText.printed(text))        ;;\n"
        }
        return result + "    *) ;;\n    esac\n}\n"
    }

    private static let declarations = """
        # The plan. Steps are numbered in the order in which they are expected to start.
        declare -a step_id=() step_place=() step_host=() step_body=() step_timeout=() step_attempts=() step_title=()
        declare -a step_needs=() step_uses=() step_secrets=() step_hold=() reference_text=() reference_file=() limit_of=()

        step() {
            step_id[$1]=$2 step_place[$1]=$3 step_host[$1]=$4 step_body[$1]=$5 step_timeout[$1]=$6 step_attempts[$1]=$7
            step_title[$1]=$8 step_needs[$1]=$9 step_uses[$1]=${10} step_secrets[$1]='' step_hold[$1]=${11}
        }
        limit() { limit_of[$1]=$2; }
        reference() { reference_text[$1]=$2 reference_file[$1]=$3; }
        secret() { step_secrets[$1]+="$2 $3"$'\\n'; }


        """
}
