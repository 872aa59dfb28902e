internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Formats
internal import Orchestration

/// `groundup kit build`: writes a recovery kit.
struct KitBuildCommand: RecordingCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Write a recovery kit: groundup, plans with approvals, media, tools, keys for people.",
        discussion: """
            Secrets and private keys in it are encrypted by age to the recipients, who are named under 'kit' in the \
            configuration or with --for. Keep the kit where the estate cannot take it down, and the installation's public \
            key (STATE/audit/key/id_ed25519.pub) elsewhere.

            Examples:
              groundup kit build --to kit.tar
              groundup kit build --to kit.tar.zst --plan 3fa2c1d9 --for age1qx...
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("The kit; compressed when it ends in .zst.", valueName: "file"))
    var to: String
    @Option(name: .long, help: ArgumentHelp("A plan; the newest when absent.", valueName: "digest"))
    var plan: [String] = []
    @Option(name: .customLong("for"), help: ArgumentHelp("A public key of age or ssh.", valueName: "key"))
    var recipients: [String] = []

    func run() async throws {
        guard to.hasSuffix(".tar") || to.hasSuffix(".tar.zst") else {
            throw GroundupError(
                .usage, "'\(printable(to))' ends neither in .tar nor in .tar.zst.",
                hint: "Name the kit such as kit.tar.")
        }
        let workplace = try common.workplace()
        let building = KitBuilding(
            workplace, machine: Builtins.kitMachine(sshConfiguration: workplace.configuration.sshConfiguration),
            archive: Builtins.kitArchive(), signer: Builtins.kitSigner(state: common.state), program: Groundup.version)
        let manifest = try await building.build(
            plans: plan, configuration: try Builtins.portableConfiguration(common.config),
            recipients: workplace.configuration.kit.recipients + recipients, to: Builtins.absolutePath(to))
        let bytes = manifest.members.reduce(0) { $0 + $1.size }
        Console.data(
            """
            \(to): \(manifest.members.count) files, \(bytes >> 20) MiB, \(manifest.plans.count) plan(s); \
            \(manifest.secrets.count) secrets and \(manifest.keys.count) keys for \(manifest.recipients.count) recipient(s).
            Next: 'groundup kit verify \(to)'; keep a copy where nothing of the estate can take it down.
            """)
    }
}
