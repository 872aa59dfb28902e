internal import Assurance
internal import Contracts
internal import RecoveryPlan

/// Every repository is opened with its password, and the restore points that were chosen are still in it.
struct RepositoriesCheck: PreflightCheck {
    static let name = "repositories"

    func findings(in scope: PreflightScope) async -> [PreflightFinding] {
        let repositories = scope.repositories
        guard !repositories.isEmpty else { return [notChecked("all", "nothing is restored from a repository")] }
        return await withTaskGroup(of: [PreflightFinding].self) { group in
            for repository in repositories { group.addTask { await findings(of: repository, scope) } }
            var all: [PreflightFinding] = []
            for await findings in group { all += findings }
            return all.sorted { ($0.subject, $0.detail) < ($1.subject, $1.detail) }
        }
    }

    private func findings(of repository: RepositoryEntry, _ scope: PreflightScope) async -> [PreflightFinding] {
        guard let engine = scope.workplace.engines.first(where: { $0.name == repository.engine }) else {
            return [failed(repository.name, "no engine '\(repository.engine)' is known", hint: "Name another engine.")]
        }
        let list: RestorePointList
        do { list = try await engine.restorePoints(in: repository) } catch { return [unusable(repository, error)] }
        let damage: [String: PointDamage]
        do { damage = try await scope.workplace.pointLooks.pointLooks().damage(in: list, of: repository.name) } catch {
            return [
                failed(repository.name, "what is known of its points cannot be read: \(error)", hint: "See the state.")
            ]
        }
        let present = Set(list.points.map(\.id))
        let lost = scope.points.filter { $0.repository == repository.name && !present.contains($0.point) }
        let damaged = scope.points.filter { $0.repository == repository.name }.compactMap { point in
            damage[point.point].map {
                failed(
                    repository.name, "restore point \(point.point.prefix(8)) of \(point.dataset) is damaged: \($0)",
                    hint: "Plan again, which chooses another; or verify it as deep as before once it is repaired.")
            }
        }
        let opened = passed(repository.name, "opened with its password, \(list.points.count) restore points")
        return [opened]
            + lost.map { point in
                failed(
                    repository.name, "restore point \(Words.point(point.point)) of \(point.dataset) is gone",
                    hint: "Plan again, and have the new plan approved.")
            } + damaged
    }

    private func unusable(_ repository: RepositoryEntry, _ failure: EngineFailure) -> PreflightFinding {
        let (problem, hint) =
            switch failure.kind {
            case .noPassword: ("no password is configured", "Escrow it with the controller, and name it.")
            case .wrongKey: ("the password does not open it", "Put the right one where the configuration says.")
            case .noRepository: ("there is no repository: \(failure.words)", "Check its address.")
            case .locked: ("it is locked: \(failure.words)", "Wait until the other work on it has ended.")
            case .corrupt: ("it is damaged: \(failure.words)", "Run the engine's own check on it.")
            case .toolMissing: ("its engine cannot be started: \(failure.words)", "Install it on the controller.")
            case .permission: ("it may not be read: \(failure.words)", "Give the controller the right to read it.")
            default: ("it cannot be read: \(failure.words)", "Check the host that carries it, and its engine.")
            }
        return failed(repository.name, problem, hint: hint)
    }
}
