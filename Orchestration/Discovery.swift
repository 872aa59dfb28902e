package import Contracts
internal import DependencyGraph
package import Estate

/// Reads every configured host in parallel and makes one estate of what was seen.
package struct Discovery: Sendable {
    /// One host's part of the result.
    package struct HostResult: Sendable {
        package let host: HostEntry
        /// Bytes read from it; `nil` when it could not be read.
        package let bytesRead: Int?
        package let problem: GroundupError?
    }

    private let configuration: Configuration
    private let source: any Source
    private let clock: any Clock

    package init(configuration: Configuration, source: any Source, clock: any Clock) {
        self.configuration = configuration
        self.source = source
        self.clock = clock
    }

    /// A host that cannot be read becomes a blind spot; only when none can be read is there no estate.
    package func run() async throws -> (estate: Estate, hosts: [HostResult]) {
        let now = clock.now()
        let observed = await observeAll(at: now)
        guard observed.contains(where: { $0.observation != nil }) else {
            throw GroundupError(
                .unreachable, "None of the \(observed.count) configured hosts could be read.",
                hint: observed.compactMap(\.problem?.description).first
                    ?? "Name at least one host in the configuration.")
        }
        let estate = Unification(estate: configuration.estate, at: now)
            .unify(
                observed.map {
                    ObservedHost(name: $0.host.name, observation: $0.observation, problem: $0.problem?.message)
                })
        let results = observed.map {
            HostResult(host: $0.host, bytesRead: $0.observation?.bytesRead, problem: $0.problem)
        }
        return (estate, results)
    }

    private struct Observed: Sendable {
        let host: HostEntry
        let observation: HostObservation?
        let problem: GroundupError?
    }

    /// At most 32 connections at a time, so that a large estate does not exhaust the controller.
    private func observeAll(at now: Instant) async -> [Observed] {
        await withTaskGroup(of: (Int, Observed).self) { group in
            var results = [Observed?](repeating: nil, count: configuration.hosts.count)
            for (number, host) in configuration.hosts.enumerated() {
                if number >= 32, let (finished, observed) = await group.next() { results[finished] = observed }
                group.addTask { (number, await observe(host, at: now)) }
            }
            for await (number, observed) in group { results[number] = observed }
            return results.compactMap { $0 }
        }
    }

    private func observe(_ host: HostEntry, at now: Instant) async -> Observed {
        do {
            return Observed(host: host, observation: try await source.observe(host, at: now), problem: nil)
        } catch let problem as GroundupError {
            return Observed(host: host, observation: nil, problem: problem)
        } catch {
            let problem = GroundupError(.unreachable, "\(host.name) could not be read: \(error)", hint: "")
            return Observed(host: host, observation: nil, problem: problem)
        }
    }
}
