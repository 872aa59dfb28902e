internal import Contracts
internal import Estate

/// Where a run keeps its files on a target, and the commands that work on them.
struct TargetFolders: Sendable {
    let run: String
    /// In memory: secrets, and the pipes of those who wait.
    let memory: String

    init(_ run: RunID) {
        self.run = "/var/lib/groundup/runs/\(run)"
        memory = "/run/groundup/\(run)"
    }

    func begin(_ attempt: TargetAttempt, patience: Int) -> [String] {
        command(TargetScripts.begin, which(attempt) + [String(attempt.limit), String(patience)])
    }

    func watch(seconds: Int) -> [String] { command(TargetScripts.watch, [String(seconds)]) }

    func stop(_ attempt: TargetAttempt) -> [String] { command(TargetScripts.stop, which(attempt)) }

    func clean(fence: Int64) -> [String] { command(TargetScripts.clean, [String(fence)]) }

    private func which(_ attempt: TargetAttempt) -> [String] {
        [attempt.place.name, attempt.place.unit, String(attempt.fence), String(attempt.attempt)]
    }

    private func command(_ script: String, _ arguments: [String]) -> [String] {
        ["sh", "-c", script, "groundup", run, memory] + arguments
    }
}

/// Questions to one host, asked until they are answered or patience ends.
struct TargetLine: Sendable {
    let shell: TargetShell
    let host: AssetID
    /// The folder of sockets over which sessions share a connection.
    let control: String

    /// Asks one of the scripts of `TargetScripts`, which may be asked again whatever became of the first time.
    func ask(_ command: [String], input: [UInt8], timeout: Int) async throws -> TargetReply {
        var patience = Patience(seconds: shell.patience)
        while true {
            let result = try await shell.session(command, input: input, on: host, control: control, timeout: timeout)
            try Task.checkCancellation()
            let answer = StepFrame.parse(result.output)
            let isDone = answer.isWhole && answer.frames.first?.word != .again
            if isDone { return .frames(answer.frames) }
            let isKeyRefused = TargetShell.isKeyRefused(result)
            guard let pause = patience.pause(at: ContinuousClock().now, isKeyRefused: isKeyRefused) else {
                return answer.isWhole ? .frames(answer.frames) : .unreachable(TargetShell.explain(result, host))
            }
            if !answer.isWhole { await shell.forget(host, control) }
            try await Task.sleep(for: pause)
        }
    }
}
