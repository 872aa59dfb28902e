internal import ArgumentParser
internal import Contracts
internal import DependencyGraph
internal import Estate
internal import Formats
internal import Orchestration
internal import Pictures

/// `groundup why A B`: the evidence for a dependency.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain why one asset needs another: chains of dependencies, shortest first, with evidence.",
        discussion: """
            A host's name stands for the host and everything on it.

            Examples:
              groundup why app1 db1
              groundup why web1/nginx dc1/samba-ad-dc --chains 3
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The dependent: a host, host/service or host:path.") var dependent: String
    @Argument(help: "The provider.") var provider: String
    @Option(name: .long, help: "How many different chains to tell.") var chains = 1
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func validate() throws {
        guard (1...100).contains(chains) else { throw ValidationError("--chains takes a number from 1 to 100.") }
    }

    func run() async throws {
        let workplace = try common.workplace()
        let estate = try await workplace.assessedEstate().estate
        let graph = DependencyGraph(
            estate: estate, phases: Set(DependencyPhase.allCases), strengths: Set(DependencyStrength.allCases))
        let found = try found(in: graph)
        guard !found.isEmpty else {
            throw GroundupError(
                .findings, "No chain of dependencies leads from \(dependent) to \(provider).",
                hint: "'groundup graph' shows what was seen, and what was not.")
        }
        switch output {
        case .json where chains == 1: Console.data(.array(found[0].map(EstateDocument.encode)))
        case .json: Console.data(.array(found.map { .array($0.map(EstateDocument.encode)) }))
        case .table:
            Console.data(found.map { $0.map(explain).joined(separator: "\n") }.joined(separator: "\n\n"))
        }
    }

    /// The shortest chains between anything that the two names stand for, and through nothing else of theirs.
    private func found(in graph: DependencyGraph) throws -> [[Dependency]] {
        let providers = try graph.estate.assets(named: provider)
        let all = try graph.estate.assets(named: dependent).flatMap { from in
            providers.flatMap { graph.chains(from: from, to: $0, limit: chains) }
        }
        let own = Set(try graph.estate.assets(named: dependent) + providers)
        let between = all.filter { chain in !chain.isEmpty && !chain.dropFirst().contains { own.contains($0.dependent) }
        }
        let sorted = between.sorted { ($0.count, $0[0].key) < ($1.count, $1[0].key) }
        return Array(sorted.prefix(chains))
    }

    private func explain(_ dependency: Dependency) -> String {
        let confidence = DependencyGraph.confidence(of: dependency)
        var lines = [
            "\(printable(dependency.dependent.text)) \(GraphView.label(dependency)) \(printable(dependency.provider.text))"
                + " (\(dependency.phase.rawValue), \(dependency.strength.rawValue), \(confidence) %)"
        ]
        for evidence in dependency.evidence {
            lines.append("  \(evidence.source): \(printable(evidence.detail))")
            lines.append("    direction: \(printable(evidence.directionRule))")
        }
        return lines.joined(separator: "\n")
    }
}
