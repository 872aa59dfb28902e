internal import ArgumentParser
internal import Contracts
internal import DependencyGraph
internal import Estate
internal import Formats
internal import Orchestration

/// `groundup impact ASSET...`: what stops when these are lost.
struct ImpactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impact",
        abstract: "Show the blast radius: what stops, and what goes on with less, when assets are lost.",
        discussion: """
            A host's name stands for the host and everything on it. For one asset also its single points of failure are \
            told: whatever takes it down alone.

            Examples:
              groundup impact db1
              groundup impact ns1/bind9 dc1/samba-ad-dc -o json
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "Assets that are lost: host, host/service or host:path.") var lost: [String]
    @Option(name: .shortAndLong, help: "table or json.")
    var output = TableOrJSON.table

    func run() async throws {
        let workplace = try common.workplace()
        let estate = try await workplace.newestEstate().estate
        let assets = try lost.flatMap(estate.assets(named:))
        let graph = DependencyGraph(estate: estate, strengths: Set(DependencyStrength.allCases))
        let impact = graph.blastRadius(of: assets)
        let applications = workplace.configuration.applications.filter { application in
            !Set(impact.stopped).isDisjoint(with: application.entries)
        }.map(\.name).sorted()
        let failure = assets.count == 1 ? DependencyGraph(estate: estate).singlePointsOfFailure(of: assets[0]) : []
        switch output {
        case .json:
            Console.data(
                .record([
                    "lost": .strings(assets.map(\.text)), "stopped": .strings(impact.stopped.map(\.text)),
                    "degraded": .strings(impact.degraded.map(\.text)), "applications": .strings(applications),
                    "singlePointsOfFailure": .strings(failure.map(\.text)),
                ]))
        case .table: Console.data(text(impact, Set(assets), applications, failure, estate))
        }
    }

    private func text(
        _ impact: Impact, _ lost: Set<AssetID>, _ applications: [String], _ failure: [AssetID], _ estate: Estate
    ) -> String {
        let stopped = impact.stopped.filter { !lost.contains($0) }
        var table = TextTable("ASSET", "KIND", "WHAT HAPPENS")
        for id in stopped { table.add(id.text, estate.asset(id)?.kind.rawValue ?? "-", "stops") }
        for id in impact.degraded { table.add(id.text, estate.asset(id)?.kind.rawValue ?? "-", "goes on with less") }
        let counts = "\(stopped.count) other assets stop, \(impact.degraded.count) go on with less."
        let named =
            applications.isEmpty
            ? "No application stops." : "Applications that stop: \(applications.joined(separator: ", "))."
        let alone =
            failure.isEmpty
            ? "" : "All that it rests on hinges on: \(failure.map { printable($0.text) }.joined(separator: ", ")).\n"
        return (stopped.isEmpty && impact.degraded.isEmpty ? "" : table.text) + "\(counts) \(named)\n\(alone)"
    }
}
