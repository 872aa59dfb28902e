package import Contracts
private import Synchronization

extension EngineContract {
    /// What an engine answers otherwise when a repository is reached over ssh, in sentences.
    ///
    /// - Parameters:
    ///   - engine: finds `SSHHost` by its configuration of ssh.
    ///   - repository: of this machine; it is asked for both ways.
    ///   - depth: the deepest look of the tool itself, which finds all good.
    ///   - settings: what the repository needs besides when it is reached over ssh.
    package static func differences(
        of engine: any Engine, _ repository: RepositoryEntry, to depth: VerifyDepth, _ settings: [String: String] = [:]
    ) async throws -> [String] {
        var there = repository
        there.via = SSHHost.name
        there.settings.merge(settings) { $1 }
        var violations: [String] = []
        let list = try await engine.restorePoints(in: there)
        let here = try await engine.restorePoints(in: repository)
        if list != here || list.points.isEmpty { violations.append("over ssh it lists \(list), here \(here)") }
        for point in list.points {
            let (far, near) = (try await held(engine, point, there), try await held(engine, point, repository))
            if far != near || far.isEmpty { violations.append("the manifests of \(point.id) differ") }
        }
        let found = await engine.verify(VerifyRequest(depth: depth, timeout: 120), in: there)
        if case .ok = found.outcome, let reached = found.reached, reached >= depth {
        } else {
            violations.append("over ssh \(depth) is \(found)")
        }
        return violations + (await strangers(engine, there))
    }

    private static func held(_ engine: any Engine, _ point: RestorePoint, _ repository: RepositoryEntry) async throws
        -> [ManifestEntry]
    {
        let gathered = Mutex<[ManifestEntry]>([])
        try await engine.manifest(of: point, below: ["/"], in: repository) { entry in
            gathered.withLock { $0.append(entry) }
        }
        return gathered.withLock { $0 }.sorted { $0.path < $1.path }
    }

    /// A host that is not there is no damage.
    private static func strangers(_ engine: any Engine, _ repository: RepositoryEntry) async -> [String] {
        var elsewhere = repository
        elsewhere.via = "elsewhere.invalid"
        do {
            return ["a host that does not exist lists \(try await engine.restorePoints(in: elsewhere))"]
        } catch {
            return error.kind == .network ? [] : ["a host that does not exist is '\(error)'"]
        }
    }
}
