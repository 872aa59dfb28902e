internal import Contracts
internal import Estate
internal import RecoveryPlan
internal import Synchronization

/// Steps on targets: each host of each run has one that starts, watches and stops what runs there.
final class TargetSteps: Sendable {
    private struct Key: Hashable {
        let run: RunID
        let host: AssetID
        let movedTo: String?
    }

    private struct State {
        var hosts: [Key: TargetHost] = [:]
        /// The largest fence that was asked with, for what asks without one.
        var fences: [RunID: Int64] = [:]
    }

    private let shell: TargetShell
    private let state = Mutex(State())

    init(shell: TargetShell) { self.shell = shell }

    func run(_ request: StepRequest, _ folders: RunFolders) async throws -> StepEnding {
        let reply = try await host(request, folders).run(attempt(request))
        return try ending(reply, request)
    }

    func stop(_ request: StepRequest, _ folders: RunFolders) async throws {
        switch try await host(request, folders).stop(attempt(request)) {
        case .frames(let frames):
            guard let frame = frames.first else { return }
            if frame.word == .fenced { throw Self.overtaken(request.run) }
            throw Self.notStopped(request, String(decoding: frame.text, as: UTF8.self))
        case .unreachable(let problem): throw Self.notStopped(request, problem)
        }
    }

    /// - Returns: why the host was not cleaned; `nil` when it was.
    func clean(_ run: RunID, on host: AssetID, _ folders: RunFolders) async -> String? {
        let fence = state.withLock { state in
            state.hosts = state.hosts.filter { $0.key.run != run }
            return state.fences[run] ?? 0
        }
        do {
            let result = try await shell.session(
                TargetFolders(run).clean(fence: fence), input: [], on: host, control: folders.control, timeout: 60)
            let answer = StepFrame.parse(result.output)
            if answer.isWhole, answer.frames.isEmpty { return nil }
            let said = answer.frames.first.map { String(decoding: $0.text, as: UTF8.self) }
            return said ?? TargetShell.explain(result, host)
        } catch {
            return "\(error)"
        }
    }

    // MARK: - One attempt

    private func host(_ request: StepRequest, _ folders: RunFolders) -> TargetHost {
        let host = request.step.target
        let key = Key(run: request.run, host: host, movedTo: request.addresses[host])
        return state.withLock { state in
            state.fences[request.run] = max(state.fences[request.run] ?? 0, request.fence)
            if let known = state.hosts[key] { return known }
            let line = TargetLine(shell: shell.moved(request.addresses), host: host, control: folders.control)
            let new = TargetHost(line: line, folders: TargetFolders(request.run))
            state.hosts[key] = new
            return new
        }
    }

    private func attempt(_ request: StepRequest) throws -> TargetAttempt {
        let folders = TargetFolders(request.run)
        let place = AttemptPlace(request, folders: folders.run, secrets: folders.memory + "/s")
        let environment = [
            "GU_RUN": request.run.text, "GU_SCRATCH": place.folder + "/scratch", "HOME": "/root", "LC_ALL": "C",
            "TZ": "UTC",
        ]
        let values = try StepEnvironment.values(request, place, environment)
        return TargetAttempt(
            place: place, attempt: request.attempt, limit: request.step.timeout, fence: request.fence,
            delivery: { StepDelivery(request, values).bytes })
    }

    private func ending(_ reply: TargetReply, _ request: StepRequest) throws -> StepEnding {
        switch reply {
        case .unreachable(let problem): return StepEnding(.unreachable, 0, Array(problem.utf8))
        case .frames(let frames):
            guard let frame = frames.first else {
                return StepEnding(.unreachable, 0, Array("The answer of the step could not be read.".utf8))
            }
            if frame.word == .fenced { throw Self.overtaken(request.run) }
            return StepEnding(frame.outcome(limit: request.step.timeout), frame.milliseconds, frame.log)
        }
    }

    private static func overtaken(_ run: RunID) -> GroundupError {
        GroundupError(
            .state, "another controller has taken this run over (\(run))",
            hint: "Nothing more is done from here; look after the run where it goes on.")
    }

    private static func notStopped(_ request: StepRequest, _ problem: String) -> GroundupError {
        GroundupError(
            .unreachable, "\(request.step.id) could not be stopped: \(problem)",
            hint: "Its body may still run; try again once the host can be reached.")
    }
}

/// How an attempt ended, before secrets are taken out of what it printed.
struct StepEnding: Sendable {
    let outcome: StepOutcome
    let milliseconds: Int
    let log: [UInt8]

    init(_ outcome: StepOutcome, _ milliseconds: Int, _ log: [UInt8]) {
        self.outcome = outcome
        self.milliseconds = milliseconds
        self.log = log
    }
}
