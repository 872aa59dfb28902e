internal import ArgumentParser
internal import Assurance
internal import Builtins
internal import Estate
internal import Foundation
internal import Orchestration

/// Where the configuration and the state lie; every command takes them.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "groundup.yaml"

    @Option(
        name: .long,
        help: ArgumentHelp("The folder of groundup's state; a fresh one costs nothing.", valueName: "folder"))
    var state = CommonOptions.defaultState

    /// `$XDG_STATE_HOME/groundup`, or its default below the home folder.
    static var defaultState: String {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return "\(base)/groundup" }
        return "\(environment["HOME"] ?? "/root")/.local/state/groundup"
    }

    /// Everything that a use case needs, put together from the configuration and the list of adapters.
    func workplace() throws -> Workplace {
        try Builtins.workplace(configuration: config, state: state)
    }
}

/// A way to print what a command found.
enum TableOrJSON: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

extension Workplace {
    /// The newest estate as `graph`, `edges` and `why` show it: with what is needed to restore.
    func assessedEstate() async throws -> (estate: Estate, digest: String) {
        let (estate, digest) = try await newestEstate()
        let facts = await controller.facts(for: configuration)
        return (RecoverDependencies.adding(to: estate, repositories: repositoryFacts, controller: facts), digest)
    }
}
