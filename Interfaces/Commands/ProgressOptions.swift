internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Orchestration

/// How a run is shown while it goes on.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// `live` on a terminal, `plain` elsewhere.
    case auto
    case live
    case plain
}

/// How a run is shown while it goes on, and how it is stopped.
struct ProgressOptions: ParsableArguments {
    @Option(
        name: .long, help: "How progress is shown: auto, live (redrawn in place) or plain (a line for each change).")
    var progress = ProgressStyle.auto

    func observer(_ workplace: Workplace) -> any RunObserver {
        switch progress {
        case .auto: ProgressView(clock: workplace.clock, isLive: nil)
        case .live: ProgressView(clock: workplace.clock, isLive: true)
        case .plain: ProgressView(clock: workplace.clock, isLive: false)
        }
    }

    var stops: any StopRequests { Builtins.stopRequests() }
}
