package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a `build.ninja`: `ninja -k 0` rebuilds what is lost, with nothing of groundup.
///
/// ninja decides when a step runs: as soon as its needs are done, in the order of the schedule. The program `step` beside it
/// runs one and marks it as done. A capacity that can be a pool is one, so that steps that wait for it take no place of
/// others; `step` keeps the others.
package struct NinjaEmitter: Emitter {
    package let format = "ninja"
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the caller says otherwise; the user's own when `nil`.
    package init(sshConfiguration: String? = nil) {
        self.sshConfiguration = sshConfiguration
    }

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let folder = try StepFolder(plan, digest: digest, sshConfiguration: sshConfiguration)
        let pools = Pools(folder)
        let edges = folder.steps.map { edge($0, folder, pools) }
        let text = head(folder) + pools.definitions + edges.joined() + all(folder)
        return folder.files + [EmittedFile(name: "build.ninja", contents: text)]
    }

    private func head(_ folder: StepFolder) -> String {
        """
        # Rebuilds the estate "\(ShellText.harmless(folder.plan.estate))" without groundup.
        # Made from plan \(ShellText.harmless(folder.digest)).
        #
        #   ninja -k 0 -j16        everything that is not done yet; a failed step stops only what waits for it
        #   ninja check            whether all secrets are at hand
        #   ninja state/done/LABEL one step and what it needs
        #   ./step --help          single steps, secrets, and how to run some again

        ninja_required_version = 1.8
        builddir = state

        # Marks of what is done count whoever made them: that is what `generator` means here.
        rule step
          command = ./step run $label
          description = $label
          generator = 1

        rule check
          command = ./step check
          description = Are all secrets at hand?

        build check: check


        """
    }

    /// What is done is the same whenever it was done, so needs are order-only.
    private func edge(_ step: NumberedStep, _ folder: StepFolder, _ pools: Pools) -> String {
        let needs = step.needs.map { "state/done/\(folder.steps[$0].label)" }
        return "build state/done/\(step.label): step || \((["check"] + needs).joined(separator: " "))\n"
            + "  label = \(step.label)\n\(pools.line(of: step))"
    }

    private func all(_ folder: StepFolder) -> String {
        let marks = folder.steps.map { " $\n  state/done/\($0.label)" }
        return "\nbuild all: phony\(marks.joined())\ndefault all\n"
    }
}
