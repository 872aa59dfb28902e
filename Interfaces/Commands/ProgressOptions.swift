internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Orchestration
internal import RecoveryPlan

/// How a run is shown while it goes on.
struct ProgressOptions: ParsableArguments {
    func observer(_ workplace: Workplace) -> any RunObserver { PlainObserver() }
    var stops: any StopRequests { NoStops() }
}

struct NoStops: StopRequests {
    func requests() -> AsyncStream<StopRequest> { AsyncStream { _ in } }
}

struct PlainObserver: RunObserver {
    func observe(_ change: RunChange, at time: Instant) async {
        switch change {
        case .started(let step, let attempt, let attached):
            Console.message("\(timestamp(time)) start \(step) \(attempt) \(attached)")
        case .succeeded(let step, let ms): Console.message("\(timestamp(time)) done \(step) \(ms) ms")
        case .failed(let failure, let retry):
            Console.message(
                "\(timestamp(time)) FAILED \(failure.step) \(failure.outcome) \(failure.lastLines.joined(separator: "\n")) retry \(String(describing: retry))"
            )
        case .skipped(let step, let because): Console.message("skipped \(step) because \(because)")
        case .warning(let text): Console.message(text)
        case .finished(let outcome): Console.message("finished \(outcome)")
        default: break
        }
    }
}
