internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// Playbooks: constant text around a label, a number and harmless words.
enum Playbook {
    static func text(_ numbered: NumberedStep, host: String) -> String {
        let step = numbered.step
        let place = step.place == .controller ? "controller" : "host"
        return """
            ---
            # \(ShellText.harmless(step.id.text)): \(ShellText.harmless(step.why))
            - name: \(title(numbered))
              hosts: \(host)
              gather_facts: false
              vars:
                groundup_label: \(numbered.label)
                groundup_attempts: \(step.attempts)
              tasks:
                - name: Run the step on its \(place)
                  ansible.builtin.import_tasks: ../tasks/on_\(place).yml

            """
    }

    /// All steps one after the other, in an order that the plan allows.
    static func site(_ folder: StepFolder) -> String {
        let imports = folder.steps.map { step in
            "- name: \(title(step))\n  ansible.builtin.import_playbook: playbooks/\(step.label).yml\n"
        }
        return """
            ---
            # Every step, one after the other; what is done already is not run again. Slower than ./restore, which runs them at
            # the same time where the plan allows.

            """ + (imports.isEmpty ? "[]\n" : imports.joined(separator: "\n"))
    }

    static func title(_ step: NumberedStep) -> String {
        quotedLiteral("Step \(step.number + 1): \(ShellText.harmless(step.step.title))")
    }
}

/// The plan as the driver reads it: labels, numbers and harmless words, so that JSON needs no escapes.
enum DriverPlan {
    static func text(_ folder: StepFolder, _ inventory: Inventory) -> String {
        let steps = folder.steps.map { step in
            let uses = step.uses.map { "[\($0.capacity), \($0.units)]" }.joined(separator: ", ")
            let title = ShellText.harmless("\(step.step.id.text): \(step.step.title)")
            return """
                  {"label": "\(step.label)", "host": "\(inventory.owner(of: step))", "title": "\(title)", \
                "hold": "\(ShellText.harmless(step.hold ?? ""))", \
                "needs": [\(step.needs.map(String.init).joined(separator: ", "))], "uses": [\(uses)]}
                """
        }
        let limits = folder.plan.capacities.map { String($0.units) }.joined(separator: ", ")
        return """
            {"plan": "\(ShellText.harmless(folder.digest))", "limits": [\(limits)], "steps": [
            \(steps.joined(separator: ",\n"))
            ]}

            """
    }
}

/// Settings of Ansible that belong to this folder.
enum AnsibleSettings {
    static func text(_ sshConfiguration: String?) -> String {
        """
        # Made with the playbooks beside it.
        [defaults]
        inventory = inventory.yml
        gathering = explicit
        retry_files_enabled = False
        localhost_warning = False
        timeout = 30

        [ssh_connection]
        retries = 2
        # A host may be made anew while an old connection to it is still open: that one must not be kept for long.
        ssh_args = -o ControlMaster=auto -o ControlPersist=15s -o ServerAliveInterval=10 -o ServerAliveCountMax=3
        \(commonArguments(sshConfiguration))

        """
    }

    /// Only a path that Ansible cannot take for anything else.
    private static func commonArguments(_ path: String?) -> String {
        guard let path else { return "# ./restore --ssh-config FILE uses another configuration of ssh." }
        let isPlain = path.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (47...57).contains(byte)
                || [45, 46, 95, 64, 43].contains(byte)
        }
        guard isPlain else { return "# The configuration of ssh has an unusual path; ./restore finds it all the same." }
        return "ssh_common_args = -F \(path)"
    }
}
