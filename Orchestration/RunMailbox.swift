internal import Contracts
internal import RunMachine
internal import Synchronization

/// Something that happened outside the machine.
enum RunIncident: Sendable {
    case ended(StepIndex, attempt: Int, StepResult)
    case pauseElapsed(StepIndex)
    case stop(StopRequest)
    case asked([RunRequest])
    /// A write to the journal that nothing waited for has ended.
    case recorded
    /// It is time to make the checks again that have passed.
    case verificationDue
    case verified([Verification])
    /// The controller itself cannot go on, such as on a full disk.
    case fault(any Error)
}

extension RunIncident {
    var isVerificationDue: Bool { if case .verificationDue = self { true } else { false } }
    var isRecorded: Bool { if case .recorded = self { true } else { false } }
}

/// Keeps what happened until the one loop of a run takes it: all that has come meanwhile at once, so that it is recorded
/// with one write to the disk.
final class RunMailbox: Sendable {
    private struct State {
        var incidents: [RunIncident] = []
        var reader: CheckedContinuation<Void, Never>?

        mutating func takeReader() -> CheckedContinuation<Void, Never>? {
            defer { reader = nil }
            return reader
        }
    }

    private let state = Mutex(State())

    func put(_ incident: RunIncident) {
        let reader = state.withLock { state in
            state.incidents.append(incident)
            return state.takeReader()
        }
        reader?.resume()
    }

    /// Waits until there is something; throws when the task is cancelled.
    func next() async throws -> [RunIncident] {
        while true {
            try Task.checkCancellation()
            let found = state.withLock { state in
                let found = state.incidents
                state.incidents = []
                return found
            }
            if !found.isEmpty { return found }
            await wait()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.incidents.isEmpty, !Task.isCancelled else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.takeReader() }?.resume()
        }
    }
}
