internal import ArgumentParser
internal import Contracts
internal import Estate
internal import Foundation
internal import Host
internal import Orchestration
internal import RecoveryPlan
internal import Store

/// `groundup-bench run`: what carrying out a plan costs beside its bodies, next to ninja with the same bodies.
struct RunBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Carry out trivial steps with a durable journal, beside ninja; resume half of them; many remote ones."
    )

    @Argument(help: "How many steps.") var steps = 10_000
    @Option(help: "Steps at the same time.") var workers = 2
    @Option(help: "A host on which sleeping steps are put in flight at once; nothing else is measured then.")
    var remote: String?
    @Option(help: "The ssh configuration by which that host is reached.") var sshConfig: String?
    @Option(help: "Seconds that each of them sleeps.") var sleep = 60

    func run() async throws {
        if let remote {
            try await RemoteRun(host: remote, steps: steps, seconds: sleep, sshConfiguration: sshConfig).measure()
        } else {
            try await local()
            try await BenchRun.inFolder { try await ResumedRun(steps: steps, folder: $0).measure() }
        }
    }

    private func local() async throws {
        let plan = BenchRun.plan(steps: steps, workers: workers, body: "true")
        let ours = try await BenchRun.inFolder { folder in
            try await BenchRun.seconds {
                _ = try await BenchRun.executor(plan, folder).start(planDigest: "", stops: NoStops())
            }
        }
        print("groundup: \(steps) steps in \(ours.text) s, \(Int(Double(steps) / ours)) each second,", terminator: " ")
        print("peak memory \(Usage.peakMegabytes) MB")
        let peer = try await BenchRun.inFolder { folder in
            let lines = (0..<steps).map { "build o\($0): r\n" }.joined()
            try Data("rule r\n  command = true\n\(lines)".utf8).write(to: URL(filePath: folder + "/build.ninja"))
            let request = ProcessRequest("ninja", ["-C", folder, "-j\(workers)", "--quiet"], timeout: 3600)
            return try await BenchRun.seconds { _ = try await SubprocessRunner().run(request) }
        }
        print("ninja -j\(workers): the same in \(peer.text) s, \(Int(Double(steps) / peer)) each second")
        print("ratio of the rates: \((peer / ours).text)")
    }
}

/// What the runs of the benchmark share.
enum BenchRun {
    static let id = RunID("bench-\(UInt32.random(in: 0...UInt32.max))")

    static func plan(steps: Int, workers: Int?, body: String, place: StepPlace = .controller, host: String = "a")
        -> Plan
    {
        var plan = Plan(estate: "bench", estateDigest: "", scope: ["all"], asOf: Instant(seconds: 0))
        plan.bodies = ["body": body]
        if let workers { plan.capacities = [Capacity(name: "workers", units: workers)] }
        let uses = workers == nil ? [] : [CapacityUse(capacity: "workers", units: 1)]
        plan.steps = (0..<steps).map { number in
            Step(
                id: StepID("work/\(number)"), title: "", asset: AssetID(host), target: AssetID(host), place: place,
                body: "body", capacities: uses, estimate: Estimate(seconds: 1, basis: "bench"), timeout: 3_600,
                attempts: 1, why: "bench")
        }
        return plan
    }

    static func executor(
        _ plan: Plan, _ folder: String, steps: (any StepRunner)? = nil, observer: any RunObserver = SilentObserver()
    ) throws -> RunExecutor {
        guard let id else { throw ValidationError("the run has no name") }
        let database = try StateDatabase(folder: folder + "/state")
        let runner = steps ?? HostStepRunner(state: folder + "/state", sshConfiguration: nil, hosts: [])
        return try RunExecutor(
            plan: plan, run: id, journal: database, steps: runner, secrets: SecretPlaces(), clock: SystemClock(),
            observer: observer)
    }

    static func inFolder<Value>(_ work: (String) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "groundup-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await work(folder.path())
    }

    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        try await ContinuousClock().measure(work) / .seconds(1)
    }
}

struct SilentObserver: RunObserver {
    func observe(_ change: RunChange, at time: Instant) async {}
}

struct NoStops: StopRequests {
    func requests() -> AsyncStream<StopRequest> { AsyncStream { $0.finish() } }
}

extension Double {
    /// With two decimals.
    var text: String {
        let hundredths = Int((self * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
