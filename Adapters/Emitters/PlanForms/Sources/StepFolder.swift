package import Contracts
internal import Estate
package import RecoveryPlan

/// One step of a plan as every form that runs it sees it: numbered, and with a name that is safe everywhere.
package struct NumberedStep: Sendable {
    package let step: Step
    /// Its place in the order in which steps may run one after the other.
    package let number: Int
    /// Such as `0012-start-db1-postgresql`: letters, digits and dashes; sorts by number.
    package let label: String
    /// Numbers of the steps that it needs, all smaller than its own; sorted.
    package let needs: [Int]
    /// Which of the plan's capacities it uses, and how many units, by the position of the capacity in the plan.
    package let uses: [(capacity: Int, units: Int)]
    /// The position of its body among ``StepFolder/bodies``.
    package let body: Int
    /// What a person has to look at before the step may run; nothing when it needs nobody.
    package let hold: String?

    /// The host that it belongs to; nothing when it serves all of them.
    package var host: String? { step.target == AssetID("all") ? nil : step.target.text }
}

/// A plan laid out as a folder of files: one program that runs a step by its label, and for each step its body, its values
/// and what it needs.
///
/// Make, ninja, Ansible and others decide when a step runs; what it then does is the same for all of them, and what one has
/// done another need not do again. No file holds a secret.
package struct StepFolder: Sendable {
    package let plan: Plan
    package let digest: String
    /// Letters and digits that name this plan in names of files.
    package let tag: String
    /// In an order in which they may run; of those that may, the one that the schedule starts first comes first.
    package let steps: [NumberedStep]
    /// Names of the bodies that steps use, sorted.
    package let bodies: [String]
    /// References of the secrets that steps use, sorted.
    package let references: [String]
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the caller says otherwise; the user's own when `nil`.
    /// - Throws: `GroundupError` with `hostileInput` for what no script can hold.
    package init(_ plan: Plan, digest: String, sshConfiguration: String? = nil) throws {
        try StepChecks.check(plan)
        self.plan = plan
        self.digest = digest
        self.sshConfiguration = sshConfiguration
        let tag = ShellText.plain(String(digest.prefix(12)), limit: 12)
        self.tag = tag.isEmpty ? "plan" : tag
        bodies = Set(plan.steps.map(\.body)).sorted()
        references = Set(plan.steps.flatMap(\.secrets).map(\.reference)).sorted()
        let holds = Dictionary(plan.holds.map { ($0.step, $0.because) }) { first, _ in first }
        steps = try Self.number(plan, bodies, holds)
    }

    /// What the folder of secrets calls secret number `number`: plain letters, and the number to tell them apart.
    package func secretFile(_ number: Int) -> String {
        let plain = references[number].utf8.suffix(48).map { byte -> Character in
            let isPlain = (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
            return isPlain ? Character(UnicodeScalar(byte)) : "_"
        }
        return "\(number)_\(String(plain))"
    }

    /// Everything that `step` needs; the same files whatever form they accompany.
    package var files: [EmittedFile] {
        let own = [
            file("step", String(decoding: PackageResources.step_sh, as: UTF8.self), isExecutable: true),
            file("parts/asking.sh", String(decoding: PackageResources.asking_sh, as: UTF8.self)),
            file("parts/running.sh", String(decoding: PackageResources.running_sh, as: UTF8.self)),
            file("parts/limits.sh", String(decoding: PackageResources.limits_sh, as: UTF8.self)),
            file("parts/ssh", String(decoding: PackageResources.ssh_sh, as: UTF8.self), isExecutable: true),
            file("parts/settings", settings), file("parts/secrets", secrets),
        ]
        let scripts = bodies.enumerated().map { number, name in
            file("parts/bodies/\(bodyFile(number))", plan.bodies[name] ?? "")
        }
        let each = steps.flatMap { step in
            [
                file("parts/steps/\(step.label).about", about(step)),
                file("parts/steps/\(step.label).env", environment(step.step)),
            ]
        }
        return own + scripts + each
    }

    private func file(_ name: String, _ contents: String, isExecutable: Bool = false) -> EmittedFile {
        EmittedFile(name: name, contents: contents, isExecutable: isExecutable)
    }
}

// MARK: - Contents

extension StepFolder {
    private var settings: String {
        var text = """
            # The plan, and how many units there are of each capacity.
            estate=\(shellQuoted(ShellText.oneLine(plan.estate)))
            plan=\(shellQuoted(ShellText.oneLine(digest)))
            run=restore-\(tag)
            default_ssh_config=\(shellQuoted(sshConfiguration ?? ""))
            # Hosts that come back elsewhere: name and address.
            moved_hosts=\(shellQuoted(ShellText.movedHosts(plan)))

            """
        for (number, capacity) in plan.capacities.enumerated() {
            text += "limit_\(number)=\(capacity.units) # \(ShellText.oneLine(capacity.name))\n"
        }
        return text
    }

    private var secrets: String {
        var text = "# Where secrets are; none is here.\n\n# Sets reference and file of secret $1.\n"
        text += "describe_secret() {\n    case $1 in\n"
        for (number, reference) in references.enumerated() {
            text += "    \(number)) reference=\(shellQuoted(reference)) file=\(secretFile(number)) ;;\n"
        }
        return text + "    *) return 1 ;;\n    esac\n}\n"
    }

    private func about(_ numbered: NumberedStep) -> String {
        let step = numbered.step
        let secrets = step.secrets.map { secret in
            "\(secret.name):\(references.firstIndex(of: secret.reference) ?? 0)"
        }
        return """
            id=\(shellQuoted(ShellText.oneLine(step.id.text)))
            title=\(shellQuoted(ShellText.oneLine(step.title)))
            place=\(step.place.rawValue)
            host=\(shellQuoted(numbered.host ?? ""))
            body=\(bodyFile(numbered.body))
            timeout=\(step.timeout)
            attempts=\(step.attempts)
            needs='\(numbered.needs.map { steps[$0].label }.joined(separator: " "))'
            uses='\(numbered.uses.map { "\($0.capacity):\($0.units)" }.joined(separator: " "))'
            secrets='\(secrets.joined(separator: " "))'
            hold=\(shellQuoted(ShellText.oneLine(numbered.hold ?? "")))

            """
    }

    private func environment(_ step: Step) -> String {
        step.parameters.map { "export \($0.name)=\(shellQuoted($0.value))\n" }.joined()
    }

    private func bodyFile(_ number: Int) -> String {
        "\(number)-\(ShellText.plain(bodies[number], limit: 60)).sh"
    }
}
