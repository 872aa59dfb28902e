internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Orchestration

/// `groundup approve PLAN`: signs the plan's exact bytes with an SSH key.
struct ApproveCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a plan by signing its exact bytes with an SSH key.",
        discussion: """
            The key may also be a public one whose private half lies in ssh-agent. Any change of the plan voids approvals.

            Examples:
              groundup approve --key ~/.ssh/id_ed25519 --as alice@corp.example
              groundup approve 3fa2c1d9 --key ~/.ssh/id_ed25519.pub --as alice@corp.example
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?
    @Option(name: .long, help: ArgumentHelp("The SSH key to sign with.", valueName: "file")) var key: String
    @Option(name: .customLong("as"), help: ArgumentHelp("The approver's name in the configuration.", valueName: "name"))
    var name: String

    func run() async throws {
        let workplace = try common.workplace()
        let stored = try await workplace.storedPlan(plan)
        let signature = try await Builtins.signer(key: key).sign(stored.bytes)
        let state = try await workplace.approve(stored, as: name, signature: signature)
        Console.data("Plan \(stored.digest.prefix(12)) approved: \(state.summary).")
    }
}
