internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Formats
internal import Orchestration

/// `groundup kit open`: lays a kit out, so that a restore can start from it.
struct KitOpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Lay a kit out in a new folder, ready for 'groundup restore'.",
        discussion: """
            The kit is verified first; one that is incomplete or altered is not opened. Paths that its plans name become \
            links into the folder; what is there already stays. Secrets are decrypted into memory only.

            Example:
              kit/groundup kit open kit.tar --to /recovery --identity alice.key --key groundup.pub
            """)

    @Argument(help: "The kit.") var file: String
    @Option(name: .long, help: ArgumentHelp("The folder; it must not exist.", valueName: "folder")) var to: String
    @Option(name: .long, help: ArgumentHelp("Your key of age or ssh, which opens the secrets.", valueName: "file"))
    var identity: String?
    @Option(name: .long, help: ArgumentHelp("The public key of the installation that built it.", valueName: "file"))
    var key: String?

    @Flag(name: .long, help: "Take the kit's own word for who built it.") var unproven = false

    func validate() throws {
        guard key != nil || unproven else {
            throw ValidationError("Whose kit is it? Give the installation's public key with --key, or --unproven.")
        }
    }

    func run() async throws {
        let verdict = try await Builtins.kitVerification(key: KitCommand.publicKey(key)).verdict(on: file)
        try verdict.requireSound()
        let folder = Builtins.absolutePath(to)
        let said = try await Builtins.kitOpening().open(file, verdict.manifest, to: folder, identity: identity)
        for sentence in verdict.notes + said { Console.message(printable(sentence)) }
        let plans = verdict.manifest.plans.map {
            "\(to)/groundup restore \($0.prefix(12)) --config \(to)/groundup.yaml --state \(to)/state"
        }
        Console.data(plans.joined(separator: "\n"))
    }
}
