internal import Contracts
internal import Estate
package import Formats
package import RecoveryPlan

/// Looks whether a run could go through before it touches anything; changes nothing but its own history.
///
/// All checks go on at once, each with a limit of time. Nothing passes because nothing was looked at.
package struct Preflight: Sendable {
    private let workplace: Workplace
    private let checks: [any PreflightCheck]

    package init(_ workplace: Workplace) {
        self.workplace = workplace
        checks = [
            StateCheck(), ToolsCheck(), SecretsCheck(), RepositoriesCheck(), MediaCheck(), HostsCheck(), ClocksCheck(),
            SpaceCheck(), CapacitiesCheck(),
        ]
    }

    /// Checks what `remaining` needs, or everything that the configuration names without a plan, and keeps the result.
    package func record(
        _ stored: StoredPlan?, remaining: [Step], continuing: Bool = false
    ) async throws -> PreflightRecord {
        let scope = PreflightScope(
            workplace: workplace, stored: stored, remaining: remaining, isContinuing: continuing,
            hosts: HostProbes(workplace))
        let time = workplace.clock.now()
        let record = PreflightRecord(planDigest: stored?.digest, time: time, findings: await findings(in: scope))
        try await workplace.decisions.save(
            preflight: StoredRecord(
                id: stored?.digest ?? "", bytes: PreflightDocument.bytes(record), time: time))
        return record
    }

    /// The newest first.
    package func history(limit: Int) async throws -> [PreflightRecord] {
        try await workplace.decisions.preflights(limit: limit).map {
            try PreflightDocument.read($0.bytes, name: "a stored preflight")
        }
    }

    /// Throws unless something was checked and nothing failed.
    func require(_ stored: StoredPlan, remaining: [Step], continuing: Bool) async throws {
        let record = try await record(stored, remaining: remaining, continuing: continuing)
        guard !record.isReady else { return }
        let failed = record.findings.filter { $0.verdict == .failed }
        let told = failed.prefix(10).map { "\($0.check) \($0.subject): \($0.detail)\n    \($0.hint)" }
        let more = failed.count > 10 ? "\n  and \(failed.count - 10) more" : ""
        throw GroundupError(
            .preflight,
            failed.isEmpty
                ? "Nothing could be checked before the run, so nothing was started."
                : "Nothing was started, because a run would stop half-way:\n  "
                    + told.joined(separator: "\n  ") + more,
            hint: "Settle these; 'groundup preflight \(stored.digest.prefix(12))' checks again.")
    }

    private func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        await withTaskGroup(of: (Int, [PreflightFinding]).self) { group in
            for (number, check) in checks.enumerated() {
                group.addTask { (number, await Self.limited(check, scope)) }
            }
            var results = [[PreflightFinding]](repeating: [], count: checks.count)
            for await (number, findings) in group { results[number] = findings }
            return results.flatMap { $0 }
        }
    }

    /// What the check found, or that it was given up; what it started is cancelled then.
    private static func limited(_ check: any PreflightCheck, _ scope: PreflightScope) async -> [PreflightFinding] {
        await withTaskGroup(of: [PreflightFinding]?.self) { group in
            group.addTask { await check.findings(in: scope) }
            group.addTask {
                try? await Task.sleep(for: .seconds(check.limit))
                return nil
            }
            defer { group.cancelAll() }
            let first = await group.next() ?? nil
            return first ?? [
                PreflightFinding(
                    type(of: check).name, "all", .failed, "no answer within \(check.limit) s",
                    hint: "Look what hangs: a host, a repository or a program.")
            ]
        }
    }
}
