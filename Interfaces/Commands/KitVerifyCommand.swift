internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup kit verify`: whether a kit is complete and as it was built.
struct KitVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Say, without any network, whether a kit is complete for its plans and as it was built.",
        discussion: """
            Runs from inside the kit, too. Exits with 18 when something is missing or was changed.

            Examples:
              groundup kit verify kit.tar
              groundup kit verify kit.tar --key groundup.pub
            """)

    @Argument(help: "The kit.") var file: String
    @Option(name: .long, help: ArgumentHelp("The public key of the installation that built it.", valueName: "file"))
    var key: String?
    @Option(name: .shortAndLong, help: "table or json.") var output = TableOrJSON.table

    func run() async throws {
        let verdict = try await Builtins.kitVerification(key: KitCommand.publicKey(key)).verdict(on: file)
        switch output {
        case .json: Console.data(verdict.json)
        case .table: Console.data(verdict.text)
        }
        guard verdict.isSound else { throw ExitCode(ErrorCode.kit.exitStatus) }
    }
}

extension KitVerdict {
    fileprivate var text: String {
        let built = "Kit of \(manifest.estateName), built \(timestamp(manifest.madeAt)) by groundup \(manifest.program)"
        var lines = ["\(built): \(manifest.members.count) files, \(manifest.plans.count) plan(s)."]
        lines += problems.map { "PROBLEM  \($0)" } + notes.map { "note     \($0)" }
        lines.append(isSound ? "It is complete and as it was built." : "Do not rely on it.")
        return lines.map(printable).joined(separator: "\n") + "\n"
    }

    fileprivate var json: JSONValue {
        .record([
            "sound": .bool(isSound), "problems": .strings(problems), "notes": .strings(notes),
            "madeAt": .integer(manifest.madeAt.seconds), "plans": .strings(manifest.plans),
            "files": .number(manifest.members.count),
        ])
    }
}
