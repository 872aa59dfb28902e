internal import ArgumentParser
internal import Assurance
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup deadlocks`: what a restore would need of what it restores.
struct DeadlocksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlocks",
        abstract: "Find what a restore would need of what it restores: passwords, names, logins, groundup itself.",
        discussion: """
            Without --lost, everything is taken to be lost but the host of the repository in question. Exits with 2 when \
            there is a deadlock.

            Examples:
              groundup deadlocks
              groundup deadlocks --lost app1 --lost ns1
              groundup deadlocks -o json | jq '.deadlocks[].remedy'
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: "A host that is lost.")
    var lost: [String] = []
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let estate = try await workplace.newestEstate().estate
        let found = try await AssessCoverage(workplace).deadlocks(
            in: estate, losing: lost.isEmpty ? nil : Set(try hosts(of: estate)))
        switch output {
        case .json: Console.data(.record(["deadlocks": .array(found.map(json))]))
        case .table: Console.data(found.isEmpty ? "No deadlock was found." : found.map(text).joined(separator: "\n"))
        }
        if !found.isEmpty { throw ExitCode(ErrorCode.findings.exitStatus) }
    }

    private func hosts(of estate: Estate) throws -> [AssetID] {
        let names = HostNames(estate)
        return try lost.map { name in
            guard let host = names.host(name) else {
                throw GroundupError(
                    .usage, "There is no host '\(printable(name))' in the estate.",
                    hint: "'groundup graph' shows its hosts.")
            }
            return host
        }
    }

    private func text(_ deadlock: Deadlock) -> String {
        let doubt = deadlock.isCertain ? "" : " (not certain)"
        let hosts = deadlock.hosts.prefix(8).map(\.text) + (deadlock.hosts.count > 8 ? ["..."] : [])
        return """
            \(deadlock.kind.rawValue) of \(printable(deadlock.subject))\(doubt)
              \(printable(deadlock.words))
              waiting: \(hosts.map(printable).joined(separator: ", "))
              do: \(printable(deadlock.remedy))

            """
    }

    private func json(_ deadlock: Deadlock) -> JSONValue {
        .record([
            "kind": .string(deadlock.kind.rawValue), "subject": .string(deadlock.subject),
            "circle": .strings(deadlock.circle), "assets": .strings(deadlock.assets.map(\.text)),
            "hosts": .strings(deadlock.hosts.map(\.text)), "words": .string(deadlock.words),
            "remedy": .string(deadlock.remedy), "certain": .bool(deadlock.isCertain),
        ])
    }
}
