internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Estate
internal import Formats
internal import Foundation
internal import Orchestration

/// Where the configuration and the state lie; every command takes them.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "groundup.yaml"

    @Option(name: .long, help: ArgumentHelp("The folder of groundup's state; a fresh one costs nothing.", valueName: "folder"))
    var state = CommonOptions.defaultState

    /// `$XDG_STATE_HOME/groundup`, or its default below the home folder.
    private static var defaultState: String {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") { return "\(base)/groundup" }
        return "\(environment["HOME"] ?? "/root")/.local/state/groundup"
    }

    /// Everything that a use case needs, put together from the configuration and the list of adapters.
    func workplace() throws -> Workplace {
        try Builtins.workplace(configuration: config, state: state)
    }
}

extension Workplace {
    /// The newest estate; an error says how to get one.
    func newestEstate(_ digest: String? = nil) async throws -> (estate: Estate, digest: String) {
        guard let document = try await documents.estate(digest) else {
            throw GroundupError(
                .state, digest.map { "There is no estate '\($0)'." } ?? "No estate was discovered yet.",
                hint: "Run 'groundup discover' first.")
        }
        return (try EstateDocument.read(document.bytes, name: "estate \(document.digest)"), document.digest)
    }
}

/// A way to print what a command found.
enum TableOrJSON: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}
