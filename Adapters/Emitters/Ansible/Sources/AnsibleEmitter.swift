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
        return folder.files + playbooks + [
            EmittedFile(
                name: "restore", contents: String(decoding: PackageResources.restore_py, as: UTF8.self),
                isExecutable: true),
            EmittedFile(
                name: "tasks/on_host.yml", contents: String(decoding: PackageResources.on_host_yml, as: UTF8.self)),
            EmittedFile(
                name: "tasks/on_controller.yml",
                contents: String(decoding: PackageResources.on_controller_yml, as: UTF8.self)),
            EmittedFile(name: "inventory.yml", contents: inventory.text),
            EmittedFile(name: "ansible.cfg", contents: AnsibleSettings.text(sshConfiguration)),
            EmittedFile(name: "site.yml", contents: Playbook.site(folder)),
            EmittedFile(name: "parts/plan.json", contents: DriverPlan.text(folder, inventory)),
        ]
    }
}
