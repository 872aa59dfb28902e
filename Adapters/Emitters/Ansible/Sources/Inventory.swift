internal import Contracts
internal import Estate
internal import PlanForms
internal import RecoveryPlan

/// The hosts of the plan as Ansible knows them.
///
/// Ansible reads patterns, ranges and templates in names, so a host that is not called by plain letters gets a plain name of
/// ours, and its real one as a value that is marked as data.
struct Inventory {
    private let names: [String: String]

    init(_ folder: StepFolder) {
        var names: [String: String] = [:]
        for (number, host) in Set(folder.steps.compactMap(\.host)).sorted().enumerated() {
            names[host] = Self.isPlain(host) ? host : "groundup-host-\(number + 1)"
        }
        self.names = names
    }

    /// Where the playbook of `step` runs.
    func name(of step: NumberedStep) -> String {
        step.step.place == .target ? names[step.step.target.text] ?? "localhost" : "localhost"
    }

    /// The host that `step` belongs to, wherever it runs; nothing for shared ones.
    func owner(of step: NumberedStep) -> String { step.host.flatMap { names[$0] } ?? "" }

    var text: String {
        let hosts = names.sorted { $0.value < $1.value }.map { host, name in
            "        \(name):\n          ansible_host: !unsafe \(quotedLiteral(host))\n"
        }
        return """
            ---
            # The hosts that are rebuilt. Names of the estate are data: `!unsafe` keeps Ansible from reading templates in them.
            all:
              vars:
                groundup_step: "{{ inventory_dir }}/step"
              hosts:
                localhost:
                  ansible_connection: local
                  ansible_python_interpreter: "{{ ansible_playbook_python }}"
              children:
                rebuilt:
                  vars:
                    # What goes to a host may hold secrets: in memory there, too.
                    ansible_remote_tmp: /run/groundup-ansible
                  hosts:\(hosts.isEmpty ? " {}" : "")

            """ + hosts.joined()
    }

    /// Letters, digits, dots and dashes, none of the words that mean something else, and no number.
    private static func isPlain(_ host: String) -> Bool {
        let isWord = host.utf8.allSatisfy { byte in
            (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45
                || byte == 46
        }
        guard isWord, let first = host.utf8.first, (97...122).contains(first) || (65...90).contains(first) else {
            return false
        }
        let lower = host.lowercased()
        return ![
            "all", "ungrouped", "localhost", "rebuilt", "true", "false", "yes", "no", "on", "off", "null", "y", "n",
        ].contains(lower) && !lower.hasPrefix("groundup-host-")
    }
}
