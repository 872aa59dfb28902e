internal import Contracts
internal import Estate
internal import RecoveryPlan

/// What a host answered.
enum HostAnswer: Hashable, Sendable {
    /// Its clock and the controller's when it answered, and the bytes that its fullest needed file system has left.
    case reached(clock: Int64, controller: Int64, free: Int64)
    case unreachable(String)
}

/// Asks each host once, however many checks want to know.
actor HostProbes {
    private let workplace: Workplace
    private var asked: [String: Task<HostAnswer, Never>] = [:]

    /// Reads the clock and the free space; writes nothing.
    private static let script = """
        date +%s
        for folder in / /var /srv; do df -Pk "$folder" 2>/dev/null | awk 'NR == 2 { print $4 }'; done

        """

    init(_ workplace: Workplace) {
        self.workplace = workplace
    }

    func answer(of host: HostEntry) async -> HostAnswer {
        if let task = asked[host.name] { return await task.value }
        let workplace = workplace
        let task = Task { await Self.ask(host, workplace) }
        asked[host.name] = task
        return await task.value
    }

    private static func ask(_ host: HostEntry, _ workplace: Workplace) async -> HostAnswer {
        do {
            let result = try await workplace.remote.run(script, environment: [:], on: host, timeout: 30)
            let numbers = String(decoding: result.output, as: UTF8.self).split(separator: "\n").map { Int64($0) }
            guard result.succeeded, numbers.count >= 2, let clock = numbers[0] else {
                let why = result.errors.split(separator: "\n").last.map(String.init)
                return .unreachable(why ?? "no answer of the expected form")
            }
            let free = numbers.dropFirst().compactMap { $0 }.min() ?? 0
            return .reached(clock: clock, controller: workplace.clock.now().seconds, free: free << 10)
        } catch {
            return .unreachable("\(error)")
        }
    }
}

extension PreflightScope {
    /// The hosts that have to answer before a run begins: those that remaining steps work on and that it does not make
    /// itself; every host of the configuration without a plan.
    var standingHosts: [HostEntry] {
        guard let plan else { return workplace.configuration.hosts }
        let made = Set(plan.steps.filter { $0.action == "provision" && !$0.body.hasPrefix("ssh/") }.map(\.target))
        let worked = Set(remaining.filter { $0.place == .target }.map(\.target)).subtracting(made)
        return worked.sorted().map(entry)
    }

    /// Hosts that a run that goes on has made; whether they answer is seen by its steps.
    var madeHosts: [HostEntry] {
        guard let plan, isContinuing else { return [] }
        let left = Set(remaining.map(\.id))
        return plan.steps.filter { $0.action == "provision" && !left.contains($0.id) }.map { entry($0.target) }
    }

    private func entry(_ host: AssetID) -> HostEntry {
        var entry = workplace.configuration.hosts.first { $0.name == host.text } ?? HostEntry(name: host.text)
        if let address = plan?.movedHosts[host] { entry.movedTo = address }
        return entry
    }
}
