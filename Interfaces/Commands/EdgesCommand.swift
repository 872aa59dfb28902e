internal import ArgumentParser
internal import Formats
internal import Orchestration
internal import Pictures

/// `groundup edges`: every dependency as data.
struct EdgesCommand: AsyncParsableCommand {
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case csv
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "edges",
        abstract: "Print every dependency as dependent,provider,kind,phase,strength,confidence.",
        discussion: """
            Examples:
              groundup edges -o csv
              groundup edges -o json | jq '.[] | select(.kind == "calls")'
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .shortAndLong, help: "csv or json.")
    var output = Output.csv

    func run() async throws {
        let workplace = try common.workplace()
        let view = GraphView(try await workplace.assessedEstate().estate, recipes: workplace.recipes)
        switch output {
        case .csv: Console.data(view.csv)
        case .json:
            guard case .object(let members) = view.json else { return }
            Console.data(members["dependencies"] ?? .array([]))
        }
    }
}
