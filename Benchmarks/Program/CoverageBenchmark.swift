internal import ArgumentParser
internal import Assurance
internal import Contracts
internal import Estate
internal import Host
internal import Orchestration
internal import RecoveryPlan
internal import Restic

/// `groundup-bench coverage`: restore points with many paths, listed and judged as `groundup coverage` does it.
///
/// Measured: starting a process for each question, its pipe, reading restic's JSON, adding up what lies below each dataset, every
/// rule. Not measured: restic itself; a program in its place prints what restic would.
struct CoverageBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "List and judge restore points with many paths; print how long it took and how much memory it needed."
    )

    @Option(help: "How many restore points the repository has.") var points = 1_000
    @Option(help: "How many paths are listed in all.") var paths = 10_000_000
    @Option(help: "How many hosts they are of; the newest restore point of each is listed.") var hosts: Int?

    func validate() throws {
        let hosts = hosts ?? points
        guard points > 0, paths >= hosts, (1...points).contains(hosts) else {
            throw ValidationError("There have to be at least one host, as many points as hosts, and as many paths.")
        }
    }

    func run() async throws {
        let store = try PrintedRepository(points: points, hosts: hosts ?? points, paths: paths)
        defer { store.remove() }
        let assess = AssessCoverage(
            engines: [ResticEngine(runner: SubprocessRunner(), secrets: NoSecrets())],
            configuration: store.configuration,
            clock: SystemClock())
        let clock = ContinuousClock()
        let start = clock.now
        let report = await assess.report(on: store.estate)
        let seconds = clock.now - start
        try store.verify(report)
        print("restore points: \(points), hosts: \(store.hosts), paths listed: \(store.pathsOfPoint * store.hosts)")
        print("listed and judged in: \(seconds), \(Int(Usage.processorSeconds)) s of our CPU")
        print("peak memory: \(Usage.peakMegabytes) MB")
    }
}

private struct NoSecrets: SecretResolver {
    func resolve(_ secret: SecretReference) async throws -> ResolvedSecret {
        throw GroundupError(.usage, "the benchmark has no secrets", hint: "")
    }
}
