internal import ArgumentParser
internal import Contracts
internal import Orchestration
internal import RunMachine

/// `groundup watch RUN`: shows a run that goes on elsewhere.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show a run that another terminal or a service controls, from its beginning to its end.",
        discussion: """
            Watching changes nothing; ending it stops nothing. Exits with 0 when the run ended well, 14 when it did not.

            Examples:
              groundup watch
              groundup watch 20261124T213000-4f2a9c01 --progress rawjson
              groundup watch --no-follow --progress plain
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var progress: ProgressOptions
    @Argument(help: "The run; the newest when absent.") var name: String?
    @Flag(inversion: .prefixedNo, help: "Wait for what is still to come.") var follow = true

    func run() async throws {
        let workplace = try common.workplace()
        let outcome = try await workplace.watch(
            try name.map(runID), observer: progress.observer(workplace, controls: false), follows: follow)
        if let outcome, !outcome.isComplete { throw ExitCode(ErrorCode.runFailed.exitStatus) }
    }
}
