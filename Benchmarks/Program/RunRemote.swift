internal import Contracts
internal import Estate
internal import Foundation
internal import Host
internal import Orchestration
internal import RecoveryPlan
internal import RunMachine
internal import Synchronization

/// Many sleeping steps in flight on one host: what the controller and all processes that it keeps for them need.
struct RemoteRun {
    let host: String
    let steps: Int
    let seconds: Int
    let sshConfiguration: String?

    func measure() async throws {
        let plan = BenchRun.plan(steps: steps, workers: nil, body: "sleep \(seconds)", place: .target, host: host)
        try await BenchRun.inFolder { folder in
            let runner = HostStepRunner(
                state: folder + "/state", sshConfiguration: sshConfiguration, hosts: [HostEntry(name: host)])
            let memory = MemoryOfRun(run: BenchRun.id?.text ?? "")
            let sampling = Task { await memory.sample() }
            let began = ContinuousClock().now
            let counter = FlightCounter()
            let outcome = try await BenchRun.executor(plan, folder, steps: runner, observer: counter).start(
                planDigest: "", stops: NoStops())
            sampling.cancel()
            let took = began.duration(to: ContinuousClock().now) / .seconds(1)
            print(
                "\(steps) steps of \(seconds) s on \(host): \(outcome.rawValue) after \(took.text) s,", terminator: " ")
            print("at most \(counter.most) in flight")
            print(await memory.text)
        }
    }
}

/// How many steps are on their way at the same time.
private final class FlightCounter: RunObserver {
    private let counts = Mutex<(now: Int, most: Int)>((0, 0))

    var most: Int { counts.withLock { $0.most } }

    func observe(_ change: RunChange, at time: Instant) async {
        counts.withLock { counts in
            switch change {
            case .started: counts.now += 1
            case .succeeded, .failed: counts.now -= 1
            default: break
            }
            counts.most = max(counts.most, counts.now)
        }
    }
}

/// The memory of this process, of every ssh over the run's shared connections and of their children, as /proc tells.
private actor MemoryOfRun {
    private let run: String
    private var resident = 0
    private var proportional = 0
    private var processes = 0

    init(run: String) { self.run = run }

    func sample() async {
        while !Task.isCancelled {
            take()
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    var text: String {
        "controller and its children: at most \(resident >> 10) MB resident, \(proportional >> 10) MB proportional, "
            + "\(processes) processes"
    }

    private func take() {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let ours = entries.filter { entry in
            guard Int(entry) != nil else { return false }
            return entry == String(getpid()) || read("/proc/\(entry)/cmdline").contains("\(run)/c/")
        }
        // Such as the program by which ssh reaches the host. What runs on a host of a lab here is nobody's child.
        let own = Set(
            ours + ours.flatMap { read("/proc/\($0)/task/\($0)/children").split(separator: " ").map(String.init) })
        let rolls = own.map { read("/proc/\($0)/smaps_rollup") }
        resident = max(resident, rolls.reduce(0) { $0 + kilobytes("Rss:", $1) })
        proportional = max(proportional, rolls.reduce(0) { $0 + kilobytes("Pss:", $1) })
        processes = max(processes, own.count)
    }

    private func kilobytes(_ name: String, _ text: String) -> Int {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    private func read(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
