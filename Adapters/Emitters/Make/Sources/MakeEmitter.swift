package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a Makefile: `make -j8` rebuilds what is lost, with nothing of groundup.
///
/// make decides when a step runs: as soon as its needs are done, in the order of the schedule. The program `step` beside it
/// runs one, keeps the capacities and marks it as done, so that the next `make` goes on where the last one stopped.
package struct MakeEmitter: Emitter {
    package let format = "make"
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the caller says otherwise; the user's own when `nil`.
    package init(sshConfiguration: String? = nil) {
        self.sshConfiguration = sshConfiguration
    }

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let folder = try StepFolder(plan, digest: digest, sshConfiguration: sshConfiguration)
        return folder.files + [EmittedFile(name: "Makefile", contents: head(folder) + rules(folder))]
    }

    private func head(_ folder: StepFolder) -> String {
        """
        # Rebuilds the estate "\(ShellText.harmless(folder.plan.estate))" without groundup.
        # Made from plan \(ShellText.harmless(folder.digest)).
        #
        #   make -j16              everything that is not done yet
        #   make check             whether all secrets are at hand
        #   make list              the steps, and which of them are done
        #   make state/done/LABEL  one step and what it needs
        #   ./step --help          single steps, secrets, and how to run some again
        #
        # Steps that wait for a capacity count for -j, so give more than you want to run at once.

        # One step that fails must not keep others from going on.
        MAKEFLAGS += --keep-going --no-builtin-rules
        .SUFFIXES:
        .PHONY: all check list
        all:

        check:
        \t@./step check

        list:
        \t@./step list

        state/done/%: | check
        \t@./step run $*


        """
    }

    /// What is done is the same whenever it was done, so needs are order-only.
    private func rules(_ folder: StepFolder) -> String {
        var text = "# In the order in which steps are expected to start.\n"
        for step in folder.steps { text += "all: state/done/\(step.label)\n" }
        text += "\n# What each step needs.\n"
        for step in folder.steps where !step.needs.isEmpty {
            let needs = step.needs.map { "state/done/\(folder.steps[$0].label)" }
            text += "state/done/\(step.label): | \(needs.joined(separator: " "))\n"
        }
        return text
    }
}
