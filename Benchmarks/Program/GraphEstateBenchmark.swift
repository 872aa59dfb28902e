internal import ArgumentParser
internal import DependencyGraph
internal import Estate
internal import RecoveryPlan

/// `groundup-bench analyse`: what the dependency graph computes, on a made-up estate.
struct GraphEstateBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyse", abstract: "Analyse a made-up estate; print CPU seconds of each question.")

    @Argument(help: "How many assets.") var assets = 100_000
    @Argument(help: "How many dependencies.") var dependencies = 1_000_000

    func run() throws {
        let input = SyntheticEstate(assets: assets, dependencies: dependencies).input
        let (estate, recipes) = (input.estate, input.recipes)
        print("\(estate.assets.count) assets, \(estate.dependencies.count) dependencies")
        let graph = timed("dependency graph", { DependencyGraph(estate: estate) }) { _ in "" }
        _ = timed("tiers", { graph.tiers() }) { "\(($0.max() ?? 0) + 1)" }
        _ = timed("circular needs", { graph.circularNeeds(recipes: recipes) }) { needs in
            "\(needs.count), largest \(needs.map(\.members.count).max() ?? 0), "
                + "proved \(needs.count { $0.isProvedCheapest }), bootstraps \(needs.reduce(0) { $0 + $1.bootstraps.count })"
        }
        let foundation = graph.foundations().first ?? AssetID("")
        _ = timed("blast radius of one foundation", { graph.blastRadius(of: [foundation]) }) { "\($0.stopped.count)" }
        _ = timed("foundations with all impacts", { graph.foundationsWithReasons() }) { "\($0.count)" }
        _ = timed("unsound foundations", { graph.unsoundFoundations(recipes: recipes) }) { "\($0.count)" }
        let last = estate.services.last?.id ?? AssetID("")
        _ = timed("choke points of one entry", { graph.chokePoints(of: [last]) }) { "\($0.count)" }
        _ = timed("what if one foundation is lost", { WhatIf([.lose([foundation])], in: estate, recipes: recipes) }) {
            "\($0.down.count) down, \($0.tierChanges.count) tiers changed"
        }
        print("peak memory \(Usage.peakMegabytes) MB, the made-up estate included")
    }

    private func timed<Result>(_ name: String, _ work: () -> Result, _ told: (Result) -> String) -> Result {
        let before = Usage.processorSeconds
        let result = work()
        let thousandths = Int((Usage.processorSeconds - before) * 1_000 + 0.5)
        print("\(name): \(thousandths / 1_000).\(String(thousandths % 1_000 + 1_000).dropFirst()) s, \(told(result))")
        return result
    }
}
