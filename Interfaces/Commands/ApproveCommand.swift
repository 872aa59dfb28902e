internal import ArgumentParser
internal import Contracts
internal import Orchestration

/// `groundup approve PLAN`: signs a statement about exactly this plan with an SSH key.
struct ApproveCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a plan by signing a statement about exactly its bytes with an SSH key.",
        discussion: """
            The statement names the plan's digest, the person, the role, the time and the end of the approval. The key may \
            also be a public one whose private half lies in ssh-agent. Any change of the plan voids approvals, and so does a \
            change of the depot. Who asked for the plan may not approve it.

            With --print nothing is signed: the statement is written out, and how to sign it on another machine.

            Examples:
              groundup approve --key ~/.ssh/id_ed25519 --as alice@corp.example
              groundup approve 3fa2c1d9 --key ~/.ssh/id_ed25519.pub --as alice@corp.example --role security --valid 24h
              groundup approve --withdraw --because 'new findings' --key ~/.ssh/id_ed25519 --as alice@corp.example
              groundup approve --print --as alice@corp.example > statement.txt
              groundup approve --statement statement.txt --signature statement.txt.sig
              groundup approve --standing drill --scope shop --valid 30d --key ~/.ssh/id_ed25519 --as alice@corp.example
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var signing: SigningOptions
    @Argument(help: "The beginning of a plan's digest; the newest plan when absent.") var plan: String?
    @Option(name: .long, help: ArgumentHelp("How long it holds, such as 24h.", valueName: "duration"))
    var valid: String?
    @Flag(name: .long, help: "Withdraw the person's earlier decision, an approval or a rejection.")
    var withdraw = false
    @Option(
        name: .long, help: ArgumentHelp("Approve all drills of --scope, never a restore: drill.", valueName: "what"))
    var standing: StandingPurpose?
    @Option(name: .long, parsing: .upToNextOption, help: "The applications of a standing approval.")
    var scope: [String] = []

    func run() async throws {
        let workplace = try common.workplace()
        guard standing == nil else { return try await approveDrills(workplace) }
        guard !signing.isImport else { return try await signing.importDecision(workplace) }
        try await signing.decide(try wish(), on: try await workplace.storedPlan(plan), workplace)
    }

    private func wish() throws -> DecisionWish {
        guard !withdraw || signing.because != nil else {
            throw GroundupError(.usage, "Nobody said why it is withdrawn.", hint: "Say it with --because.")
        }
        return try signing.wish(withdraw ? .withdraw : .approve, validity: try valid.map(duration(written:)))
    }

    private func approveDrills(_ workplace: Workplace) async throws {
        if signing.isImport {
            let (statement, signature) = try signing.files()
            try await workplace.decideStanding(statement, signature: signature)
        } else {
            let statement = try await workplace.standingStatement(try wish(), applications: scope)
            guard !signing.print else { return signing.show(statement, digest: nil) }
            try await workplace.decideStanding(statement, signature: try await signing.sign(statement))
        }
        Console.data(withdraw ? "Withdrawn." : "Drills approved; 'groundup approvals --standing' lists what holds.")
    }
}

/// What a standing approval is for.
enum StandingPurpose: String, ExpressibleByArgument, CaseIterable {
    case drill
}
