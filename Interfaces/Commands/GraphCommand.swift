internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import Pictures

/// `groundup graph`: the dependency graph in several forms.
struct GraphCommand: AsyncParsableCommand {
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case dot
        case mermaid
        case svg
    }

    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Show the estate: tiers, foundations, circular needs with their bootstraps.",
        discussion: """
            Examples:
              groundup graph
              groundup graph -o svg --reduced > estate.svg
              groundup graph -o json | jq '.circularNeeds'
            """)

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: "Leave out dependencies that follow from chains of others.")
    var reduced = false
    @Option(name: .shortAndLong, help: "table, json, dot, mermaid or svg.")
    var output = Output.table

    func run() async throws {
        let workplace = try common.workplace()
        let view = GraphView(
            try await workplace.assessedEstate().estate, recipes: workplace.recipes, isReduced: reduced)
        switch output {
        case .table: Console.data(GraphTables(view).text)
        case .json: Console.data(view.json)
        case .dot: Console.data(view.dot)
        case .svg: Console.data(view.svg)
        case .mermaid:
            guard let text = view.mermaid else {
                throw GroundupError(
                    .usage, "Mermaid draws at most 500 dependencies; this estate has \(view.edges.count).",
                    hint: "Use '-o svg' or '-o dot'.")
            }
            Console.data(text)
        }
    }
}
