package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a DAG of Airflow: one Python file, beside the folder of steps that its tasks run.
///
/// Tasks run the program `step`, which keeps capacities among the tasks of one machine; the workers have to share the folder.
/// Only literals are made from data, by one function, and only harmless words at that.
package struct AirflowEmitter: Emitter {
    package let format = "airflow"
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the caller says otherwise; the user's own when `nil`.
    package init(sshConfiguration: String? = nil) {
        self.sshConfiguration = sshConfiguration
    }

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let folder = try StepFolder(plan, digest: digest, sshConfiguration: sshConfiguration)
        let text = head(folder) + steps(folder) + String(decoding: PackageResources.dag_py, as: UTF8.self)
        return folder.files + [EmittedFile(name: "restore_dag.py", contents: text)]
    }

    private func head(_ folder: StepFolder) -> String {
        let estate = ShellText.harmless(folder.plan.estate)
        let digest = ShellText.harmless(folder.digest)
        return """
            # Rebuilds an estate without groundup: put this folder among the DAGs of Airflow, trigger the DAG by hand.
            # Secrets stay where they are: ./step secrets names them, ./step check looks for them.
            DAG_ID = \(quotedLiteral("groundup-restore-\(folder.tag)"))
            DESCRIPTION = \(quotedLiteral("Rebuilds the estate \(estate) as in plan \(digest)"))


            """
    }

    private func steps(_ folder: StepFolder) -> String {
        let lines = folder.steps.map { step in
            let needs = step.needs.map { "\($0), " }.joined()
            let title = ShellText.harmless("\(step.step.id.text): \(step.step.title)")
            return "    (\(quotedLiteral(step.label)), \(quotedLiteral(title)), (\(needs))),\n"
        }
        return
            "# Each step's label, title, and the places in this list of what it needs.\nSTEPS = [\n\(lines.joined())]\n\n"
    }
}
