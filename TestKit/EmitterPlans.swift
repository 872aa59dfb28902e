package import Estate
package import RecoveryPlan

/// Small plans for emitters.
///
/// The id of a step holds its number as in `do/7/name`, so that it is recognised in any form, whatever the name became.
package enum EmitterPlans {
    package static let digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

    /// Words that have hurt shells, YAML, Jinja, make, ninja, Python and HTML before.
    package static let hostileTexts = [
        "", " ", "a b", "it's", "''", "'\\''", "\"", "\\", "\\n", "$(touch pwned)", "`touch pwned`", "${HOME}", "$$",
        "a\nb", "\n\n", "a\n", "a\tb", "*", "~", "!!", "-n", "a;b", "#x", "GU_DATA", "x\nGU_DATA\ntouch pwned\n", "é日本",
        "\u{1b}[31m", "\r\n", "%s%n", "' ; touch pwned ; '", "{{ lookup('pipe', 'touch pwned') }}",
        "{% raw %}{{ 1 + 1 }}", "!unsafe x", "*alias", "&anchor", "|", "- x", "a: b", "$(shell touch pwned)",
        "$in $out", "\"\"\"", "'''", "\\u0041", "<script>alert(1)</script>", "</style><b>", "&amp;", "]]>", "-->",
        "{{=touch pwned}}", "{{workflow.name}}", "\u{202e}evil", "\u{7f}",
    ]

    package static func step(
        _ id: String, on host: String = "h1", _ place: StepPlace = .controller, body: String = "note",
        needs: [String] = [], parameters: [String: String] = [:], secrets: [SecretReference] = [],
        uses: [String] = [], units: Int = 1, attempts: Int = 1, timeout: Int = 30
    ) -> Step {
        Step(
            id: StepID(id), title: "Do \(id)", asset: AssetID(host), target: AssetID(host), place: place, body: body,
            parameters: parameters.map { Parameter(name: $0.key, value: $0.value) }, secrets: secrets,
            needs: needs.map { Need(step: StepID($0), why: "because of \($0)") },
            capacities: uses.map { CapacityUse(capacity: $0, units: units) },
            estimate: Estimate(seconds: 10, basis: "recipe"), timeout: timeout, attempts: attempts, why: "test")
    }

    /// - Parameter steps: in the order in which the schedule starts them.
    package static func plan(
        _ steps: [Step], bodies: [String: String] = ["note": note], capacities: [Capacity] = []
    ) -> Plan {
        var plan = Plan(
            estate: "shop", estateDigest: "e5", scope: ["all"], asOf: Instant(seconds: 1_700_000_000))
        plan.steps = steps.sorted { $0.id < $1.id }
        plan.bodies = bodies
        plan.capacities = capacities.sorted()
        plan.schedule = steps.enumerated().map {
            ScheduledStep(step: $1.id, start: $0 * 10, finish: $0 * 10 + 10, isCritical: $0 % 2 == 0)
        }
        return plan
    }

    /// Writes the step's number into `notes` when it begins and when it ends; fails while `refuse` names it.
    package static let note = """
        set -eu
        cd "$WORK"
        echo "begin $GU_NUMBER ${ON_HOST:-controller}" >> notes
        if [ -e refuse ] && grep -q -x "$GU_NUMBER" refuse; then exit 3; fi
        echo "end $GU_NUMBER" >> notes

        """

    /// Eight steps on three hosts, both places, with a diamond, a secret, capacities, and a step that everything needs.
    package static var plain: Plan {
        let controller = ["controller"]
        let steps = [
            step("do/1/image", on: "all", uses: controller),
            step("do/2/provision", on: "db1", needs: ["do/1/image"], uses: controller),
            step("do/3/provision", on: "app1", needs: ["do/1/image"], uses: controller),
            step(
                "do/4/restore", on: "db1", needs: ["do/2/provision"],
                secrets: [SecretReference(name: "GU_PASSWORD", reference: "file:/etc/hostname")],
                uses: ["controller", "repository:shop"]),
            step("do/5/start", on: "db1", .target, needs: ["do/4/restore"]),
            step("do/6/install", on: "app1", .target, needs: ["do/3/provision"]),
            step("do/7/start", on: "app1", .target, needs: ["do/5/start", "do/6/install"]),
            step("do/8/verify", on: "web1", .target, needs: ["do/7/start", "do/1/image"], attempts: 2),
        ]
        return plan(
            steps.map(numbered),
            capacities: [Capacity(name: "controller", units: 2), Capacity(name: "repository:shop", units: 1)])
    }

    /// Every hostile text as a value, a title, a reason, a host's name, a capacity and part of an id.
    package static var hostile: Plan {
        var steps: [Step] = []
        for (number, text) in hostileTexts.enumerated() {
            var step = step(
                "do/\(number)/\(text)", on: "h\(text)", number % 2 == 0 ? .controller : .target, body: "b/\(text)",
                needs: number > 1 ? ["do/\(number - 2)/\(hostileTexts[number - 2])"] : [],
                parameters: ["GU_TEXT": text, "GU_NUMBER": "\(number)"],
                secrets: [SecretReference(name: "GU_SECRET", reference: "file:/nowhere/\(text)")],
                uses: ["c\(text)"])
            step.title = text
            step.why = text
            steps.append(step)
        }
        var plan = plan(
            steps, bodies: Dictionary(hostileTexts.map { ("b/\($0)", "printf %s \($0.utf8.count)\n") }) { $1 },
            capacities: hostileTexts.map { Capacity(name: "c\($0)", units: 3) })
        plan.estate = "shop\n$(touch pwned)<b>{{ 1 + 1 }}'\""
        plan.scope = hostileTexts
        plan.gaps = hostileTexts.map { BlindSpot(subject: $0, reason: $0) }
        return plan
    }

    package static var empty: Plan { plan([]) }

    package static var circle: Plan { plan([step("do/1/a", needs: ["do/2/b"]), step("do/2/b", needs: ["do/1/a"])]) }

    package static func chain(_ count: Int) -> Plan {
        plan((1...count).map { step("do/\($0)/x", needs: $0 > 1 ? ["do/\($0 - 1)/x"] : []) })
    }

    /// The same plan, its dictionaries filled in another order.
    package static func shuffled(_ plan: Plan) -> Plan {
        var other = plan
        other.bodies = [:]
        other.bodies.reserveCapacity(4 * plan.bodies.count)
        for name in plan.bodies.keys.sorted().reversed() { other.bodies[name] = plan.bodies[name] }
        return other
    }

    /// The number in `do/7/name`, `0003-do-7-name` and the like.
    package static func number(in text: String) -> Int? {
        var rest = Substring(text)
        while let range = rest.firstRange(of: "do") {
            rest = rest[range.upperBound...]
            let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
            if !digits.isEmpty { return Int(digits) }
        }
        return nil
    }

    /// Gives the step its number as a value, for the body `note`.
    package static func numbered(_ step: Step) -> Step {
        var step = step
        step.parameters = (step.parameters + [Parameter(name: "GU_NUMBER", value: "\(number(in: step.id.text) ?? 0)")])
            .sorted()
        return step
    }
}
