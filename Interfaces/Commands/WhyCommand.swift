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
        abstract: "Explain why one asset needs another: the shortest chain of dependencies, with evidence.",
        discussion: """
            A host's name stands for the host and everything on it.

            Examples:
              groundup why app1 db1
              groundup why web1/nginx dc1/samba-ad-dc
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The dependent: a host, host/service or host:path.") var dependent: String
    @Argument(help: "The provider.") var provider: String
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let estate = try await workplace.assessedEstate().estate
        let graph = DependencyGraph(
            estate: estate, phases: Set(DependencyPhase.allCases), strengths: Set(DependencyStrength.allCases))
        guard let chain = chain(in: graph) else {
            throw GroundupError(
                .findings, "No chain of dependencies leads from \(dependent) to \(provider).",
                hint: "'groundup graph' shows what was seen, and what was not.")
        }
        switch output {
        case .json: Console.data(.array(chain.map(EstateDocument.encode)))
        case .table: Console.data(chain.map(explain).joined(separator: "\n"))
        }
    }

    /// The shortest chain between anything that the two names stand for.
    private func chain(in graph: DependencyGraph) -> [Dependency]? {
        let providers = assets(provider, in: graph.estate)
        return assets(dependent, in: graph.estate)
            .flatMap { from in providers.compactMap { graph.why(from, needs: $0) } }
            .filter { !$0.isEmpty }
            .min { ($0.count, $0[0].key) < ($1.count, $1[0].key) }
    }

    private func assets(_ name: String, in estate: Estate) -> [AssetID] {
        let id = AssetID(name)
        guard estate.asset(id)?.kind == .host else { return [id] }
        return [id] + estate.assets.filter { $0.host == id }.map(\.id)
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
