internal import ArgumentParser
internal import Contracts
internal import Orchestration

/// `groundup reject PLAN`: signs that a plan must not run.
struct RejectCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Reject a plan: it cannot start until the rejection is withdrawn.",
        discussion: """
            Signed like an approval. It blocks while it is the person's newest decision on the plan; \
            'groundup approve --withdraw' takes it back.

            Examples:
              groundup reject --because 'the restore point is infected' --key ~/.ssh/id_ed25519 --as eve@corp.example
              groundup reject 3fa2c1d9 --because 'wrong host' --print --as eve@corp.example > statement.txt
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var signing: SigningOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?

    func run() async throws {
        let workplace = try common.workplace()
        guard !signing.isImport else { return try await signing.importDecision(workplace) }
        guard signing.because != nil else {
            throw GroundupError(.usage, "Nobody said why it is rejected.", hint: "Say it with --because.")
        }
        try await signing.decide(try signing.wish(.reject), on: try await workplace.storedPlan(plan), workplace)
    }
}
