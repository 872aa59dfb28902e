package import Contracts
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
        let table = try StepTable(plan)
        let parts = [
            head(plan, digest: digest), table.definitions, ScriptOptions.text, ScriptSecrets.text, ScriptSteps.text,
            ScriptRun.text,
        ]
        return [EmittedFile(name: "restore.sh", contents: parts.joined(separator: "\n"), isExecutable: true)]
    }

    private func head(_ plan: Plan, digest: String) -> String {
        // Part of file names on the hosts, so plain letters and digits only.
        let tag = String(digest.prefix(12).filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        return """
            #!/usr/bin/env bash
            # Rebuilds the estate "\(ShellText.oneLine(plan.estate))" without groundup: run it with --help.
            # Made from plan \(ShellText.oneLine(digest)).
            # It holds no secrets; it reads them from files when it runs.
            # Names of the estate may look like expansions but must stay as they are (SC2016), and some functions run only
            # in traps or for some plans (SC2317).
            # shellcheck disable=SC2016,SC2317
            set -u -o pipefail
            umask 077

            readonly estate=\(shellQuoted(ShellText.oneLine(plan.estate)))
            readonly plan=\(shellQuoted(ShellText.oneLine(digest)))
            readonly tag=\(shellQuoted(tag.isEmpty ? "plan" : tag))
            readonly default_ssh_config=\(shellQuoted(sshConfiguration ?? ""))

            """
    }
}
