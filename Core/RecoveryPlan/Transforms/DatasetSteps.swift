internal import Estate

/// Brings back each dataset's files, and loads dumps into the services that can only be restored from those.
struct DatasetSteps: Transform {
    static let name = "dataset-steps"

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var restored = 0
        var loaded = 0
        for host in draft.hosts {
            for dataset in draft.datasets[host, default: []] {
                restored += restore(dataset, on: host, to: &draft) ? 1 : 0
            }
            for service in draft.services[host, default: []] {
                loaded += load(service, on: host, to: &draft) ? 1 : 0
            }
        }
        return "\(restored) datasets come back, \(loaded) services load theirs from a dump"
    }

    private func restore(_ dataset: Asset, on host: AssetID, to draft: inout PlanDraft) -> Bool {
        switch draft.input.sources[dataset.id] ?? .missing("No repository was asked for it.") {
        case .point(let point):
            let path = (point.isWhole ? dataset.dataset?.path : dataset.dataset?.protectedPath) ?? ""
            guard !path.utf8.contains(where: { $0 == 10 || $0 == 0 }), path.hasPrefix("/") else {
                draft.addGap(dataset.id.text, "Its path cannot be named in a list of lines, so it is not restored.")
                return false
            }
            add(point, path, dataset, on: host, to: &draft)
            return true
        case .missing(let reason):
            draft.addGap(dataset.id.text, "Its data does not come back: \(reason)")
        case .blocked(let reason, let hint):
            draft.refusals.append(
                PlanRefusal.Reason(subject: dataset.id.text, explanation: reason, hint: hint))
        }
        return false
    }

    private func add(
        _ point: PlannedRestorePoint, _ path: String, _ dataset: Asset, on host: AssetID, to draft: inout PlanDraft
    ) {
        let id = StepID("restore-files", dataset.id)
        let isDump = dataset.dataset?.dumpPath != nil && !point.isWhole
        let step = Step(
            id, title: "Restore \(path) on \(host)", asset: dataset.id, target: host, body: point.body,
            parameters: point.parameters(host: host, paths: [path]), secrets: point.secrets,
            why: isDump ? "The dump of \(dataset.id) lies there." : "\(dataset.id) is data that would be missed.")
        draft.add(step, point.body)
        // What is done on the host may need its configuration, which says where the repository is.
        if point.isWhole {
            draft.add(need: draft.ready(host), to: id, why: "The engine has to be installed and configured there.")
        }
        for task in point.afterwards { draft.addGap(dataset.id.text, task) }
        // Data does not wait for the configuration: both come back at the same time, and services wait for both.
        draft.add(
            need: draft.owners[host] ?? draft.ready(host), to: id,
            why: "The software and the owners of the files have to exist.")
        draft.add(need: id, to: StepID("finish", host), why: "\(host) is finished when its data is back.")
        draft.use(point, for: dataset.id)
    }

    /// Adds the step that loads a dump; needs the dump itself, so none without restored files.
    private func load(_ service: Asset, on host: AssetID, to draft: inout PlanDraft) -> Bool {
        guard let body = NamedBody(draft.input.recipe(of: service), "restore-data") else { return false }
        let dumps = draft.stored[service.id, default: []].filter { !draft.input.comesBackWhole($0.id) }.map {
            StepID("restore-files", $0.id)
        }
        .filter(draft.contains)
        // What comes back whole needs no loading.
        guard !dumps.isEmpty else { return false }
        let id = StepID("restore-data", service.id)
        let step = Step(
            id, title: "Load the data of \(service.id.name) on \(host)", asset: service.id, target: host, body: body,
            parameters: draft.parameters(of: service, on: host),
            why: "\(service.id) is restored from its dump; its live files were never copied.")
        draft.add(step, body)
        for dump in dumps { draft.add(need: dump, to: id, why: "The dump has to be back.") }
        draft.add(need: draft.ready(host), to: id, why: "The software has to be installed and configured.")
        return true
    }
}
