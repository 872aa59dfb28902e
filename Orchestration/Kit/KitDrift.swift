package import Contracts
internal import Estate
package import Formats
internal import RecoveryPlan

/// What changed since a kit was built, each a sentence; empty when it would be built the same today.
package struct KitDrift: Sendable {
    private let workplace: Workplace
    private let machine: any KitMachine
    private let program: String

    /// Days after which a kit is called old.
    private static let oldAfter: Int64 = 30

    package init(_ workplace: Workplace, machine: any KitMachine, program: String) {
        self.workplace = workplace
        self.machine = machine
        self.program = program
    }

    package func changes(since manifest: KitManifest, configuration: [UInt8]) async throws -> [String] {
        var changes: [String] = []
        let days = workplace.clock.now().seconds(since: manifest.madeAt) / 86_400
        if days > Self.oldAfter { changes.append("The kit is \(days) days old.") }
        if manifest.program != program {
            changes.append("groundup is \(program); the kit brings \(manifest.program).")
        }
        if sha256(configuration) != manifest.configuration { changes.append("The configuration changed.") }
        let estate = try await workplace.newestEstate().digest
        if estate != manifest.estate {
            changes.append("The estate was discovered anew: \(estate.prefix(12)), not \(manifest.estate.prefix(12)).")
        }
        let list = try? machine.read("\(workplace.media.path)/depot.json")
        if list.map(sha256) != manifest.depot { changes.append("The depot changed.") }
        changes += try await plans(manifest)
        return changes
    }

    private func plans(_ manifest: KitManifest) async throws -> [String] {
        var changes: [String] = []
        if let newest = try await workplace.documents.plans().first, !manifest.plans.contains(newest.digest) {
            changes.append("Plan \(newest.digest.prefix(12)) was made since and is not in the kit.")
        }
        for digest in manifest.plans {
            guard let plan = try? await workplace.storedPlan(digest) else {
                changes.append("Plan \(digest.prefix(12)) of the kit is not in this state.")
                continue
            }
            let approvals = try await workplace.approvalState(of: plan)
            if !approvals.isSufficient {
                changes.append("Plan \(digest.prefix(12)) is not approved now: \(approvals.summary).")
            }
            changes += await points(plan.plan)
        }
        return changes
    }

    private func points(_ plan: Plan) async -> [String] {
        var changes: [String] = []
        for (name, chosen) in Dictionary(grouping: plan.restorePoints, by: \.repository).sorted(by: { $0.key < $1.key })
        {
            guard let entry = workplace.configuration.repositories.first(where: { $0.name == name }),
                let engine = workplace.engines.first(where: { $0.name == entry.engine })
            else { continue }
            guard case .success(let list) = await engine.answer(of: entry) else {
                changes.append("Whether \(name) has newer restore points could not be seen.")
                continue
            }
            let planned = Dictionary(chosen.map { ($0.host, $0.takenAt) }, uniquingKeysWith: max)
            let newer = list.points.filter { point in
                planned.contains { point.isOf($0.key) && point.takenAt > $0.value }
            }
            if !newer.isEmpty {
                changes.append("\(name) has \(newer.count) restore point(s) newer than those of the plan.")
            }
        }
        return changes
    }
}

extension ChosenRestorePoint {
    /// The host of its dataset.
    fileprivate var host: String { String(dataset.text.prefix { $0 != "/" && $0 != ":" }) }
}

extension RestorePoint {
    fileprivate func isOf(_ name: String) -> Bool { host == name || host.hasPrefix("\(name).") }
}
