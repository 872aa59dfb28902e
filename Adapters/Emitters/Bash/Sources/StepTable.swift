internal import Contracts
internal import Estate
internal import RecoveryPlan

/// The plan as data of the script: steps in order of start, their environments, the bodies, limits and secrets.
struct StepTable {
    /// Bash source that defines all of it.
    let definitions: String

    init(_ plan: Plan) throws {
        try Self.check(plan)
        let steps = Self.inOrderOfStart(plan)
        var numbers: [StepID: Int] = [:]
        for (number, step) in steps.enumerated() { numbers[step.id] = number }
        let bodies = Set(steps.map(\.body)).sorted()
        let references = Set(steps.flatMap(\.secrets).map(\.reference)).sorted()
        let bodyNumbers = Self.numbers(of: bodies)
        let referenceNumbers = Self.numbers(of: references)

        var text = Self.declarations
        var capacities: [String: Int] = [:]
        for (number, capacity) in plan.capacities.enumerated() {
            capacities[capacity.name] = number
            text += "limit \(number) \(capacity.units) # \(ShellText.oneLine(capacity.name))\n"
        }
        for (number, reference) in references.enumerated() {
            text += "reference \(number) \(shellQuoted(reference)) \(Self.fileName(reference, number))\n"
        }
        for (number, step) in steps.enumerated() {
            text += Self.line(
                number, step, needs: step.needs.compactMap { numbers[$0.step] }.sorted(),
                body: bodyNumbers[step.body] ?? 0, capacities)
            for secret in step.secrets {
                text += "secret \(number) \(secret.name) \(referenceNumbers[secret.reference] ?? 0)\n"
            }
        }
        text += Self.choice(
            "environment_of", "Prints what step $1 finds in its environment.", steps.map(Self.environment))
        text += Self.choice("body_of", "Prints body $1.", bodies.map { plan.bodies[$0] ?? "" })
        definitions = text
    }

    /// Refuses what a script cannot hold.
    private static func check(_ plan: Plan) throws {
        for step in plan.steps {
            let names = step.parameters.map(\.name) + step.secrets.map(\.name)
            guard names.allSatisfy(ShellText.isVariable) else {
                throw GroundupError(
                    .hostileInput,
                    "Step \(ShellText.oneLine(step.id.text)) has a parameter that is no variable's name.",
                    hint: "Make the plan again.")
            }
            let texts = step.parameters.map(\.value) + step.secrets.map(\.reference) + [step.target.text]
            guard !step.target.text.hasPrefix("-") else {
                throw GroundupError(
                    .hostileInput, "The host \(ShellText.oneLine(step.target.text)) would be taken for an option.",
                    hint: "Rename the host.")
            }
            guard !texts.contains(where: { $0.utf8.contains(0) }) else {
                throw GroundupError(
                    .hostileInput, "Step \(ShellText.oneLine(step.id.text)) has a parameter with a null byte.",
                    hint: "Make the plan again.")
            }
            guard let body = plan.bodies[step.body], !body.utf8.contains(0) else {
                throw GroundupError(
                    .hostileInput, "The plan has no usable body \(ShellText.oneLine(step.body)).",
                    hint: "Make the plan again.")
            }
        }
    }

    /// Steps that are to start first come first; the script starts ready steps in this order.
    private static func inOrderOfStart(_ plan: Plan) -> [Step] {
        var rank: [StepID: Int] = [:]
        for (number, scheduled) in plan.schedule.enumerated() { rank[scheduled.step] = number }
        return plan.steps.sorted { (rank[$0.id] ?? Int.max, $0.id) < (rank[$1.id] ?? Int.max, $1.id) }
    }

    private static func numbers(of sorted: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
    }

    private static func line(
        _ number: Int, _ step: Step, needs: [Int], body: Int, _ capacities: [String: Int]
    ) -> String {
        // Shared steps belong to no host.
        let host = step.target == AssetID("all") ? "" : step.target.text
        let uses = step.capacities.compactMap { use in capacities[use.capacity].map { "\($0)=\(use.units)" } }
        return "step \(number) \(shellQuoted(ShellText.oneLine(step.id.text))) \(step.place.rawValue) "
            + "\(shellQuoted(host)) \(body) \(step.timeout) \(step.attempts) "
            + "\(shellQuoted(ShellText.oneLine(step.title))) "
            + "'\(needs.map(String.init).joined(separator: " "))' '\(uses.joined(separator: " "))'\n"
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

    /// What the file of a secret is called in the folder of secrets: plain letters, and a number to tell them apart.
    private static func fileName(_ reference: String, _ number: Int) -> String {
        let plain = reference.utf8.suffix(48).map { byte -> Character in
            let isPlain = (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
            return isPlain ? Character(UnicodeScalar(byte)) : "_"
        }
        return "\(number)_\(String(plain))"
    }

    private static let declarations = """
        # The plan. Steps are numbered in the order in which they are expected to start.
        declare -a step_id=() step_place=() step_host=() step_body=() step_timeout=() step_attempts=() step_title=()
        declare -a step_needs=() step_uses=() step_secrets=() reference_text=() reference_file=() limit_of=()

        step() {
            step_id[$1]=$2 step_place[$1]=$3 step_host[$1]=$4 step_body[$1]=$5 step_timeout[$1]=$6 step_attempts[$1]=$7
            step_title[$1]=$8 step_needs[$1]=$9 step_uses[$1]=${10} step_secrets[$1]=
        }
        limit() { limit_of[$1]=$2; }
        reference() { reference_text[$1]=$2 reference_file[$1]=$3; }
        secret() { step_secrets[$1]+="$2 $3"$'\\n'; }


        """
}
