package import Contracts
package import Estate
internal import Glibc
package import RecoveryPlan

/// Runs the bodies of steps: on the controller in a session of their own, on targets in a systemd unit of their own.
///
/// Either way the body outlives whoever asked for it, records its exit status beside itself, and never runs twice at the
/// same time; a later call for the same attempt waits for it or reads what it recorded.
///
/// On a target an attempt lives in `/var/lib/groundup/runs/RUN/STEP` and its secrets in `/run/groundup/RUN/s/STEP`; on
/// the controller in `STATE/runs/RUN/steps/STEP`. What attempts printed is kept in `STATE/runs/RUN/logs/STEP.log`.
package struct HostStepRunner: StepRunner {
    private let processes: any ProcessRunner
    /// Absolute.
    private let state: String
    private let shell: TargetShell

    /// - Parameters:
    ///   - state: the state folder.
    ///   - sshConfiguration: an ssh configuration to use instead of the user's own.
    ///   - hosts: how ssh is told to reach them; other targets are reached by their own name.
    ///   - patience: seconds for which a target that does not answer is tried again.
    package init(
        state: String, sshConfiguration: String?, hosts: [HostEntry],
        processes: any ProcessRunner = SubprocessRunner(), patience: Int = 120
    ) {
        self.processes = processes
        self.state = absolutePath(state)
        shell = TargetShell(
            processes: processes, hosts: hosts, configuration: sshConfiguration.map(absolutePath), patience: patience)
    }

    package func run(_ request: StepRequest) async throws -> StepResult {
        let folders = RunFolders(state: state, run: request.run)
        try folders.make(state: state, destinations: shell.destinations)
        let output =
            switch request.step.place {
            case .controller: try await runHere(request, folders)
            case .target: try await runThere(request, folders)
            }
        let clean = Redaction(request.secrets)
        let limit = request.step.timeout
        guard let answer = StepAnswer(output.bytes, limit: limit) else {
            let lines = ["The answer of the step could not be read."] + output.problem
            let outcome: StepOutcome = request.step.place == .target ? .unreachable : .lost
            return try finish(request, folders, outcome, 0, clean(Array(lines.joined(separator: "\n").utf8)))
        }
        let log = clean(answer.log)
        try forgetSecrets(request, folders, log)
        return try finish(request, folders, answer.outcome, answer.milliseconds, log)
    }

    package func stop(_ request: StepRequest) async throws {
        let folders = RunFolders(state: state, run: request.run)
        let place = self.place(request, folders)
        let script = ["sh", "-c", StepScripts.stop, "groundup"]
        let attempt = [place.folder, place.unit, String(request.attempt)]
        switch request.step.place {
        case .controller:
            let result = try await processes.run(
                ProcessRequest("sh", Array(script.dropFirst()) + ["controller"] + attempt, timeout: 60))
            if !result.succeeded { throw Self.notStopped(request, result.errors) }
        case .target:
            let answer = await shell.moved(request.addresses).once(
                script + ["target"] + attempt, on: request.step.target, control: folders.control)
            if !answer.succeeded { throw Self.notStopped(request, answer.problem) }
        }
    }

    private static func notStopped(_ request: StepRequest, _ problem: String) -> GroundupError {
        GroundupError(
            .unreachable, "\(request.step.id) could not be stopped: \(problem)",
            hint: "Its body may still run; try again once the host can be reached.")
    }

    package func logPath(of step: StepID, position: Int, in run: RunID) -> String {
        "\(RunFolders(state: state, run: run).logs)/\(AttemptPlace.fileName(of: step, position: position)).log"
    }

    package func release(_ step: StepID, position: Int, in run: RunID, note: String) throws {
        let folders = RunFolders(state: state, run: run)
        let scratch = "\(folders.steps)/\(AttemptPlace.fileName(of: step, position: position))/scratch"
        guard access(scratch, F_OK) == 0 else {
            throw GroundupError(
                .state, "\(step) of run \(run) does not wait yet.",
                hint: "What it comes after is not done; 'groundup report \(run)' shows how far the run is.")
        }
        try RunFolders.replace("\(scratch)/released", with: Array("\(note)\n".utf8))
    }

    package func keep(_ bytes: [UInt8], as name: String, in run: RunID) throws {
        let folders = RunFolders(state: state, run: run)
        try folders.make(state: state, destinations: shell.destinations)
        try RunFolders.replace("\(folders.run)/\(name)", with: bytes)
    }

    package func clean(_ run: RunID, on hosts: [AssetID]) async -> [BlindSpot] {
        let folders = RunFolders(state: state, run: run)
        var left: [BlindSpot] = []
        for host in hosts.sorted() {
            let command = [
                "sh", "-c", StepScripts.clean, "groundup", "\(Self.targetFolder)/\(run)", "/run/groundup/\(run)",
            ]
            let answer = await shell.once(command, on: host, control: folders.control)
            if !answer.succeeded {
                left.append(BlindSpot(subject: host.text, reason: "not cleaned: \(answer.problem)"))
            }
        }
        let here = ProcessRequest("sh", ["-c", StepScripts.clean, "groundup", folders.steps, folders.memory])
        let result = try? await processes.run(here)
        if result?.succeeded != true { left.append(BlindSpot(subject: folders.run, reason: "not cleaned")) }
        return left
    }

    // MARK: - The two places

    private static let targetFolder = "/var/lib/groundup/runs"

    private func place(_ request: StepRequest, _ folders: RunFolders) -> AttemptPlace {
        switch request.step.place {
        case .controller: AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        case .target:
            AttemptPlace(
                request, folders: "\(Self.targetFolder)/\(request.run)", secrets: "/run/groundup/\(request.run)/s")
        }
    }

    private func runHere(_ request: StepRequest, _ folders: RunFolders) async throws -> TargetAnswer {
        let place = self.place(request, folders)
        let environment = [
            "GU_RUN": request.run.text, "GU_SCRATCH": place.folder + "/scratch", "GU_SSH": folders.reach,
            "GU_SSH_CONFIG": shell.configuration ?? "", "GU_SSH_CONTROL": folders.control,
            "GU_SSH_DESTINATIONS": folders.destinations,
            "GU_SSH_ADDRESSES": request.addresses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: "\n"),
        ]
        let delivery = try StepDelivery(request, place: place, environment: environment)
        let result = try await processes.run(
            ProcessRequest(
                "sh", Array(Self.arguments("controller", place, request).dropFirst()), input: delivery.bytes,
                timeout: Self.patience(request)))
        // Whoever no longer waits must not take its own kill for the body's end.
        try Task.checkCancellation()
        return TargetAnswer(bytes: result.output, problem: [result.errors])
    }

    private func runThere(_ request: StepRequest, _ folders: RunFolders) async throws -> TargetAnswer {
        let place = self.place(request, folders)
        let environment = [
            "GU_RUN": request.run.text, "GU_SCRATCH": place.folder + "/scratch", "HOME": "/root", "LC_ALL": "C",
            "TZ": "UTC",
        ]
        let delivery = try StepDelivery(request, place: place, environment: environment)
        return try await shell.moved(request.addresses).converse(
            Self.arguments("target", place, request), input: delivery.bytes, on: request.step.target,
            control: folders.control, timeout: Self.patience(request), isWhole: { StepAnswer($0, limit: 1) != nil })
    }

    /// What the body itself wrote lies in the state folder, too; from here on without secrets.
    private func forgetSecrets(_ request: StepRequest, _ folders: RunFolders, _ log: [UInt8]) throws {
        guard request.step.place == .controller, !request.secrets.isEmpty else { return }
        let place = AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        guard access(place.folder, F_OK) == 0 else { return }
        try RunFolders.replace("\(place.folder)/\(request.attempt).log", with: log)
    }

    private static func arguments(_ place: String, _ attempt: AttemptPlace, _ request: StepRequest) -> [String] {
        [
            "sh", "-c", StepScripts.outer, "groundup", place, attempt.folder, attempt.secrets, attempt.unit,
            String(request.attempt), String(request.step.timeout),
        ]
    }

    /// An attempt may wait for one left by an earlier controller before its own time begins.
    private static func patience(_ request: StepRequest) -> Int { 2 * request.step.timeout + 180 }

    private func finish(
        _ request: StepRequest, _ folders: RunFolders, _ outcome: StepOutcome, _ milliseconds: Int, _ log: [UInt8]
    ) throws -> StepResult {
        let path = logPath(of: request.step.id, position: request.position, in: request.run)
        let title = "=== \(request.step.id), attempt \(request.attempt): \(outcome), \(milliseconds) ms\n"
        try RunFolders.append(Array(title.utf8) + log + [UInt8(ascii: "\n")], to: path)
        let lines = String(decoding: log.suffix(16 << 10), as: UTF8.self).split(separator: "\n").suffix(20)
        return StepResult(outcome: outcome, milliseconds: milliseconds, lastLines: lines.map(String.init))
    }
}
