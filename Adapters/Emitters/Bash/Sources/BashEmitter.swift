package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as one bash script that needs nothing but bash, ssh and coreutils.
///
/// The script holds the bodies and parameters of all steps; it runs them in parallel where the plan allows, remembers
/// what is done, and can rebuild one host alone.
package struct BashEmitter: Emitter {
    package let format = "bash"
    private let sshConfiguration: String?

    /// - Parameter sshConfiguration: what ssh is configured with unless the script is told otherwise; the user's own when
    ///   `nil`.
    package init(sshConfiguration: String? = nil) {
        self.sshConfiguration = sshConfiguration
    }

    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        [
            EmittedFile(
                name: "restore.sh",
                contents: script(try StepFolder(plan, digest: digest, sshConfiguration: sshConfiguration)),
                isExecutable: true)
        ]
    }

    func script(_ folder: StepFolder) -> String {
        let table = StepTable(folder)
        let parts = [
            head(folder), table.definitions, ScriptOptions.text, ScriptSecrets.text, ScriptSteps.text,
            ScriptRun.text,
        ]
        return parts.joined(separator: "\n")
    }

    private func head(_ folder: StepFolder) -> String {
        """
        #!/usr/bin/env bash
        # Rebuilds the estate "\(ShellText.oneLine(folder.plan.estate))" without groundup: run it with --help.
        # Made from plan \(ShellText.oneLine(folder.digest)).
        # It holds no secrets; it reads them from files when it runs.
        # Names of the estate may look like expansions but must stay as they are (SC2016), and some functions run only
        # in traps or for some plans (SC2317).
        # shellcheck disable=SC2016,SC2317
        set -u -o pipefail
        umask 077

        readonly estate=\(shellQuoted(ShellText.oneLine(folder.plan.estate)))
        readonly plan=\(shellQuoted(ShellText.oneLine(folder.digest)))
        readonly tag=\(shellQuoted(folder.tag))
        readonly default_ssh_config=\(shellQuoted(sshConfiguration ?? ""))
        readonly moved_hosts=\(shellQuoted(ShellText.movedHosts(folder.plan)))

        """
    }
}
