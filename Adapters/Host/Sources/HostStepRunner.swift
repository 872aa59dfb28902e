package import Contracts
package import Estate
internal import Glibc
package import RecoveryPlan
internal import Synchronization

/// Runs the bodies of steps: on the controller in a session of their own, on targets in a systemd unit of their own.
///
/// Either way the body outlives whoever asked for it, records its exit status beside itself, and never runs twice at the
/// same time; a later call for the same attempt waits for it or reads what it recorded.
///
/// On a target an attempt lives in `/var/lib/groundup/runs/RUN/STEP` and its secrets in `/run/groundup/RUN/s/STEP`; on
/// the controller in `STATE/runs/RUN/steps/STEP`. What attempts printed is kept in `STATE/runs/RUN/logs/STEP.log`;
/// a step that succeeded at once and in silence has none.
package struct HostStepRunner: StepRunner {
    private let processes: any ProcessRunner
    /// Absolute.
    private let state: String
    private let shell: TargetShell
    private let controller: ControllerSteps
    private let targets: TargetSteps
    private let made = MadeFolders()

    /// - Parameters:
    ///   - state: the state folder.
    ///   - sshConfiguration: an ssh configuration to use instead of the user's own.
    ///   - hosts: how ssh is told to reach them; other targets are reached by their own name.
    ///   - supervisor: a program that becomes the supervisor of steps on the controller when it is given the arguments of
    ///     `SupervisorService`; by default the program that runs, as groundup does.
    ///   - patience: seconds for which a target that does not answer is tried again.
    package init(
        state: String, sshConfiguration: String?, hosts: [HostEntry],
        processes: any ProcessRunner = SubprocessRunner(), supervisor: [String]? = nil, patience: Int = 120
    ) {
        self.processes = processes
        self.state = absolutePath(state)
        shell = TargetShell(
            processes: processes, hosts: hosts, configuration: sshConfiguration.map(absolutePath), patience: patience)
        controller = ControllerSteps(shell: shell, processes: processes, program: supervisor)
        targets = TargetSteps(shell: shell)
    }

    package func run(_ request: StepRequest) async throws -> StepResult {
        let folders = try made.folders(of: request.run, state: state, destinations: shell.destinations)
        let ending =
            switch request.step.place {
            case .controller: try await controller.run(request, folders)
            case .target: try await targets.run(request, folders)
            }
        return try finish(request, folders, ending)
    }

    package func hasBegun(_ request: StepRequest) -> Bool {
        guard request.step.place == .controller else { return true }
        let folders = RunFolders(state: state, run: request.run)
        let place = AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        // Made just before the body is started; whoever starts it outlives the controller.
        return access("\(place.folder)/\(request.attempt).log", F_OK) == 0
    }

    package func stop(_ request: StepRequest) async throws {
        let folders = try made.folders(of: request.run, state: state, destinations: shell.destinations)
        switch request.step.place {
        case .controller: try await controller.stop(request, folders)
        case .target: try await targets.stop(request, folders)
        }
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
        made.forget(run)
        // What is in memory is gone when the controller was restarted; ssh needs its folder there.
        do { try folders.make(state: state, destinations: shell.destinations) } catch {
            left.append(BlindSpot(subject: folders.run, reason: "not cleaned: \(error)"))
        }
        for host in hosts.sorted() {
            if let problem = await targets.clean(run, on: host, folders) {
                left.append(BlindSpot(subject: host.text, reason: "not cleaned: \(problem)"))
            }
        }
        await controller.close(run)
        let here = ProcessRequest("sh", ["-c", StepScripts.clean, "groundup", folders.steps, folders.memory])
        let result = try? await processes.run(here)
        if result?.succeeded != true { left.append(BlindSpot(subject: folders.run, reason: "not cleaned")) }
        return left
    }

    /// What the body itself wrote lies in the state folder, too; from here on without secrets.
    private func forgetSecrets(_ request: StepRequest, _ folders: RunFolders, _ log: [UInt8]) throws {
        guard request.step.place == .controller, !request.secrets.isEmpty else { return }
        let place = AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        let path = "\(place.folder)/\(request.attempt).log"
        if access(path, F_OK) == 0 { try RunFolders.replace(path, with: log) }
    }

    /// Of a success that printed nothing the journal tells all; a file for each would be what long runs wait for.
    private func keepLog(of request: StepRequest, _ ending: StepEnding, _ log: [UInt8]) throws {
        let path = logPath(of: request.step.id, position: request.position, in: request.run)
        if ending.outcome == .succeeded, log.isEmpty, access(path, F_OK) != 0 { return }
        let title =
            "=== \(request.step.id), attempt \(request.attempt): \(ending.outcome), \(ending.milliseconds) ms\n"
        try RunFolders.append(Array(title.utf8) + log + [UInt8(ascii: "\n")], to: path)
    }

    private func finish(_ request: StepRequest, _ folders: RunFolders, _ ending: StepEnding) throws -> StepResult {
        let log = Redaction(request.secrets)(ending.log)
        try forgetSecrets(request, folders, log)
        try keepLog(of: request, ending, log)
        let lines = String(decoding: log.suffix(16 << 10), as: UTF8.self).split(separator: "\n").suffix(20)
        return StepResult(
            outcome: ending.outcome, milliseconds: ending.milliseconds, lastLines: lines.map(Self.shown))
    }
}

extension HostStepRunner {
    /// A line that a terminal takes for nothing but text.
    fileprivate static func shown(_ line: Substring) -> String {
        line.unicodeScalars.reduce(into: "") { text, scalar in
            let isControl = scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value)
            guard isControl, scalar != "\t" else { return text.unicodeScalars.append(scalar) }
            text += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
        }
    }
}

/// Makes the folders of each run once.
private final class MadeFolders: Sendable {
    private let runs = Mutex<Set<RunID>>([])

    func folders(
        of run: RunID, state: String, destinations: [(name: String, destination: String)]
    ) throws -> RunFolders {
        let folders = RunFolders(state: state, run: run)
        guard !runs.withLock({ $0.contains(run) }) else { return folders }
        try folders.make(state: state, destinations: destinations)
        runs.withLock { _ = $0.insert(run) }
        return folders
    }

    func forget(_ run: RunID) { runs.withLock { _ = $0.remove(run) } }
}
