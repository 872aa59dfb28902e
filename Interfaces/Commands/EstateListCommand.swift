internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup estate list`: the estates of the state.
struct EstateListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the estates of the state, the one that other commands use first.",
        discussion: """
            Examples:
              groundup estate list
              groundup estate list -o json
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let estates = try await common.workplace().documents.estates()
        switch output {
        case .json: Console.data(.array(estates.map(json)))
        case .table:
            var table = TextTable("ESTATE", "OBSERVED", "BYTES")
            for estate in estates {
                table.add(String(estate.digest.prefix(12)), timestamp(estate.time), String(estate.byteCount))
            }
            Console.data(table.text)
        }
    }

    private func json(_ estate: DocumentSummary) -> JSONValue {
        .record([
            "digest": .string(estate.digest), "observedAt": .integer(estate.time.seconds),
            "bytes": .number(estate.byteCount),
        ])
    }
}
