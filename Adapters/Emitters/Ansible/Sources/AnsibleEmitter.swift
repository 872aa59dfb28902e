package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as Ansible: an inventory, one playbook for each step, and a driver that keeps the exact partial order.
///
/// Ansible runs one task on all hosts before the next, so a single playbook cannot say that a step waits for these two steps
/// and no others; `restore` starts each playbook as soon as its needs are done. `site.yml` holds all of them one after the
/// other, for those who want to run it elsewhere. Values and bodies stay out of YAML: playbooks hand over files.
package struct AnsibleEmitter: Emitter {
    package let format = "ansible"
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the caller says otherwise; the user's own when `nil`.
    package init(sshConfiguration: String? = nil) {
        self.sshConfiguration = sshConfiguration
    }

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let folder = try StepFolder(plan, digest: digest, sshConfiguration: sshConfiguration)
        let inventory = Inventory(folder)
        let playbooks = folder.steps.map { step in
            EmittedFile(
                name: "playbooks/\(step.label).yml", contents: Playbook.text(step, host: inventory.name(of: step)))
        }
        return folder.files + playbooks + Self.constant + [
            EmittedFile(name: "inventory.yml", contents: inventory.text),
            EmittedFile(name: "ansible.cfg", contents: AnsibleSettings.text(sshConfiguration)),
            EmittedFile(name: "site.yml", contents: Playbook.site(folder)),
            EmittedFile(name: "parts/plan.json", contents: DriverPlan.text(folder, inventory)),
        ]
    }

    /// The driver and the tasks, the same for all plans.
    private static var constant: [EmittedFile] {
        func file(_ name: String, _ bytes: [UInt8], isExecutable: Bool = false) -> EmittedFile {
            EmittedFile(name: name, contents: String(decoding: bytes, as: UTF8.self), isExecutable: isExecutable)
        }
        return [
            file("restore", PackageResources.restore_py, isExecutable: true),
            file("parts/order.py", PackageResources.order_py),
            file("parts/playbooks.py", PackageResources.playbooks_py),
            file("tasks/on_host.yml", PackageResources.on_host_yml),
            file("tasks/on_controller.yml", PackageResources.on_controller_yml),
        ]
    }
}
