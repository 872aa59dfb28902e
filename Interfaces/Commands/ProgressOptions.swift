internal import ArgumentParser
internal import Builtins
internal import Contracts
internal import Foundation
internal import Orchestration

/// How a run is shown while it goes on.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// `tty` on a terminal, `plain` elsewhere.
    case auto
    /// Redrawn in place.
    case tty
    /// A line for each change.
    case plain
    /// Only what went wrong, and the end.
    case quiet
    /// JSON Lines on standard output.
    case rawjson

    /// What `GROUNDUP_PROGRESS` says, where it says something.
    static var usual: ProgressStyle {
        ProcessInfo.processInfo.environment["GROUNDUP_PROGRESS"].flatMap(ProgressStyle.init(rawValue:)) ?? .auto
    }
}

/// How a run is shown while it goes on, and how it is stopped.
struct ProgressOptions: ParsableArguments {
    @Option(
        name: .long,
        help: "How progress is shown: auto, tty, plain, quiet or rawjson (JSON Lines); else GROUNDUP_PROGRESS says it.")
    var progress = ProgressStyle.usual

    /// - Parameter controls: whether this process carries the run out, and goes on when nobody looks any more.
    func observer(_ workplace: Workplace, controls: Bool = true) -> any RunObserver {
        switch progress {
        case .auto: ProgressView(clock: workplace.clock, isLive: nil)
        case .tty: ProgressView(clock: workplace.clock, isLive: true)
        case .plain: ProgressView(clock: workplace.clock, isLive: false)
        case .quiet: ProgressQuiet()
        case .rawjson: controls ? ProgressOffer() : ProgressStream()
        }
    }

    var stops: any StopRequests { Builtins.stopRequests() }
}
