internal import Estate

/// Brings back the configuration of each host that no package brings.
struct ConfigurationSteps: Transform {
    static let name = "configuration-steps"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        guard !draft.policy.restoresInPlace else { return "configuration stays as it is" }
        var files = 0
        for host in draft.hosts {
            let selection = ConfigurationSelection(
                draft.input.estate.profiles[host]?.changedConfiguration ?? [],
                hostKeysComeBack: !draft.policy.renewsCredentials)
            for path in selection.unspeakable {
                draft.addGap("\(host) configuration", "The name of \(path) holds a line end, so it is not restored.")
            }
            guard !selection.paths.isEmpty else { continue }
            switch draft.input.sources[host] ?? .missing("No repository was asked for it.") {
            case .point(let point):
                add(point, selection.paths, on: host, to: &draft)
                files += selection.paths.count
            case .missing(let reason):
                draft.addGap(
                    "\(host) configuration", "\(selection.paths.count) changed files do not come back: \(reason)")
            case .blocked(let reason, let hint):
                draft.refusals.append(
                    PlanRefusal.Reason(subject: "\(host) configuration", explanation: reason, hint: hint))
            }
        }
        return "\(files) changed configuration files come back"
    }

    private func add(_ point: PlannedRestorePoint, _ paths: [String], on host: AssetID, to draft: inout PlanDraft) {
        let id = StepID("configure", host)
        let step = Step(
            id, title: "Restore the configuration of \(host)", asset: host, target: host, body: point.body,
            parameters: point.parameters(host: host, paths: paths), secrets: point.secrets,
            why: "\(paths.count) files in /etc differ from what packages bring.")
        draft.add(step, point.body)
        draft.add(need: draft.ready(host), to: id, why: "Packages would overwrite it, and its owners have to exist.")
        draft.add(need: id, to: StepID("finish", host), why: "A host is built one step after the other.")
        draft.lastPreparation[host] = id
        draft.use(point, for: AssetID.dataset("/etc", on: host))
    }
}

extension PlannedRestorePoint {
    /// The engine's parameters with the host and the paths to bring back.
    func parameters(host: AssetID, paths: [String]) -> [Parameter] {
        let own = ["GU_HOST", "GU_PATHS"]
        return parameters.filter { !own.contains($0.name) } + [
            Parameter(name: "GU_HOST", value: host.text), Parameter(name: "GU_PATHS", value: lines(paths)),
        ]
    }
}

extension PlanDraft {
    /// Notes that `dataset` comes from `point`, and refuses it when the repository is itself lost.
    mutating func use(_ point: PlannedRestorePoint, for dataset: AssetID) {
        var chosen = ChosenRestorePoint(
            dataset: dataset, repository: point.repository, point: point.point, takenAt: point.takenAt, why: point.why)
        chosen.dataFrom = point.dataFrom
        chosen.moment = point.moment
        plan.restorePoints.append(chosen)
        guard !policy.restoresInPlace, let carrier = point.repositoryHost, hosts.binarySearch(carrier) else { return }
        refusals.append(
            PlanRefusal.Reason(
                subject: dataset.text,
                explanation: "It would be restored from repository \(point.repository), which lies on \(carrier), "
                    + "and \(carrier) is itself to be rebuilt: a recovery deadlock.",
                hint: "Leave \(carrier) standing, or copy the repository to a place that the loss does not touch."))
    }
}

extension [AssetID] {
    /// Whether a sorted list holds `id`.
    func binarySearch(_ id: AssetID) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == id
    }
}
