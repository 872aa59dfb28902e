internal import Contracts
internal import Estate
internal import Glibc
internal import RecoveryPlan
internal import Synchronization

/// Steps on the controller: asks the supervisor of the run, which outlives whoever asks.
final class ControllerSteps: Sendable {
    private let shell: TargetShell
    private let processes: any ProcessRunner
    private let program: [String]
    private let links = Mutex<[RunID: SupervisorLink]>([:])
    /// What every body inherits of this process.
    private let inherited: [[UInt8]]

    /// - Parameter program: what becomes a supervisor when it is given the arguments of `SupervisorService`.
    init(shell: TargetShell, processes: any ProcessRunner, program: [String]?) {
        self.shell = shell
        self.processes = processes
        self.program = program ?? [Self.ownProgram]
        inherited = Self.inherit()
    }

    func run(_ request: StepRequest, _ folders: RunFolders) async throws -> StepEnding {
        let place = AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        let frame = try await link(request.run, folders).ask(order(.run, request, place, folders))
        try Task.checkCancellation()
        let log = (try? readFile("\(place.folder)/\(request.attempt).log", limit: 64 << 20)) ?? []
        return StepEnding(frame.outcome(limit: request.step.timeout), frame.milliseconds, frame.about(log).log)
    }

    func stop(_ request: StepRequest, _ folders: RunFolders) async throws {
        let place = AttemptPlace(request, folders: folders.steps, secrets: folders.secrets)
        _ = try await link(request.run, folders).ask(order(.stop, request, place, folders))
    }

    /// The supervisor leaves when nothing runs any more.
    func close(_ run: RunID) async {
        await links.withLock { $0.removeValue(forKey: run) }?.close()
    }

    private func link(_ run: RunID, _ folders: RunFolders) -> SupervisorLink {
        links.withLock { links in
            if let known = links[run] { return known }
            let new = SupervisorLink(folders: folders, program: program, processes: processes)
            links[run] = new
            return new
        }
    }

    private func order(
        _ kind: BodyOrder.Kind, _ request: StepRequest, _ place: AttemptPlace, _ folders: RunFolders
    ) throws -> BodyOrder {
        let given = [
            "GU_RUN": request.run.text, "GU_SCRATCH": place.folder + "/scratch", "GU_SSH": folders.reach,
            "GU_SSH_CONFIG": shell.configuration ?? "", "GU_SSH_CONTROL": folders.control,
            "GU_SSH_DESTINATIONS": folders.destinations,
            "GU_SSH_ADDRESSES": request.addresses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                .joined(separator: "\n"),
        ]
        let values = try StepEnvironment.values(request, place, given)
        // What the plan gives wins, as it does on targets.
        let names = Set(values.map(\.name))
        let own = inherited.filter { entry in
            !names.contains(String(decoding: entry.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self))
        }
        return BodyOrder(
            kind: kind, ticket: 0, name: place.name, attempt: request.attempt, limit: request.step.timeout,
            secretsFolder: place.secrets, body: Array(request.script.utf8),
            environment: own + values.map { Array("\($0.name)=\($0.value)".utf8) },
            secrets: request.secrets.map { (name: $0.name, value: $0.value) })
    }

    private static func inherit() -> [[UInt8]] {
        func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        var entries = ["PATH=\(path)" + (value("PATH").map { ":" + $0 } ?? ""), "LC_ALL=C", "TZ=UTC"]
        entries.append("HOME=\(value("HOME") ?? "/")")
        if let agent = value("SSH_AUTH_SOCK") { entries.append("SSH_AUTH_SOCK=\(agent)") }
        return entries.map { Array($0.utf8) }
    }

    private static var ownProgram: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "groundup" }
        defer { free(path) }
        return String(cString: path)
    }
}
