internal import Contracts
internal import Glibc

/// The way to the supervisor of one run; starts it when there is none.
actor SupervisorLink {
    private let folders: RunFolders
    private let program: [String]
    private let processes: any ProcessRunner
    private var current: SupervisorConnection?
    private var opening: Task<SupervisorConnection, any Error>?

    init(folders: RunFolders, program: [String], processes: any ProcessRunner) {
        self.folders = folders
        self.program = program
        self.processes = processes
    }

    /// Asks until somebody answers: a supervisor that was killed is followed by the next.
    func ask(_ order: BodyOrder) async throws -> StepFrame {
        for _ in 0..<100 {
            try Task.checkCancellation()
            do { return try await connection().ask(order) } catch is SupervisorConnection.Closed { continue }
        }
        throw problem("it ended again and again")
    }

    func close() {
        current?.close()
        current = nil
    }

    private func connection() async throws -> SupervisorConnection {
        if let current, !current.isClosed { return current }
        if let opening { return try await opening.value }
        let task = Task { try await open() }
        opening = task
        defer { opening = nil }
        let new = try await task.value
        current = new
        return new
    }

    private func open() async throws -> SupervisorConnection {
        let path = folders.memory + "/supervisor"
        if let running = SupervisorConnection(path: path) { return running }
        // One that nobody came to in time, because this machine is busy beyond measure, has left again.
        for _ in 0..<3 {
            try await start()
            for _ in 0..<2_000 {
                if let new = SupervisorConnection(path: path) { return new }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        let said = (try? readFile(folders.memory + "/supervisor.log", limit: 1 << 20)) ?? []
        throw problem("it does not answer; it said: \(String(decoding: said.suffix(2000), as: UTF8.self))")
    }

    /// It is nobody's child, so that nobody has to wait for it.
    private func start() async throws {
        let result = try await processes.run(
            ProcessRequest(
                "setsid",
                ["--fork", "sh", "-c", Self.starter, "sh", folders.memory + "/supervisor.log"] + program
                    + [SupervisorService.argument, folders.steps, folders.memory]))
        guard result.succeeded else { throw problem(result.errors) }
    }

    private static let starter = #"log=$1; shift; exec "$@" < /dev/null > "$log" 2>&1"#

    private func problem(_ reason: String) -> GroundupError {
        GroundupError(
            .state, "the supervisor of steps on the controller could not be started: \(reason)",
            hint: "It is \(program.joined(separator: " ")); check that it may be run, then resume.")
    }
}
