internal import Estate

/// Exchanges condemned files of a restored dataset: each by its own newest clean version, those without one taken away.
struct CompositeSteps: Transform {
    static let name = "composite-steps"
    /// Bytes of paths in one step: an environment variable holds at most 128 KiB.
    private static let room = 100_000

    func apply(to draft: inout PlanDraft) throws(PlanRefusal) -> String {
        var exchanged = 0
        var leftOut = 0
        for host in draft.hosts {
            for dataset in draft.datasets[host, default: []] {
                guard case .point(let point)? = draft.input.sources[dataset.id], let composite = point.composite,
                    draft.contains(StepID("restore-files", dataset.id))
                else { continue }
                try add(composite, to: dataset, on: host, &draft)
                exchanged += composite.older.reduce(0) { $0 + $1.paths.count }
                leftOut += composite.leftOut.count
            }
        }
        return "\(exchanged) files come from older restore points, \(leftOut) are left out"
    }

    private func add(
        _ composite: PlannedComposite, to dataset: Asset, on host: AssetID, _ draft: inout PlanDraft
    ) throws(PlanRefusal) {
        var last = [StepID("restore-files", dataset.id)]
        last += try leaveOut(composite.leftOut, of: dataset, on: host, &draft)
        var number = 0
        var ends: [StepID] = last
        for part in composite.older {
            for paths in Self.chunks(part.paths) {
                number += 1
                let id = StepID("restore-older-\(number)", dataset.id)
                draft.add(
                    Step(
                        id, title: "Restore older versions of \(paths.count) files of \(dataset.id) on \(host)",
                        asset: dataset.id, target: host, body: part.point.body,
                        parameters: part.point.parameters(host: host, paths: paths), secrets: part.point.secrets,
                        why: "Their newer versions are condemned."), part.point.body)
                for step in last { draft.add(need: step, to: id, why: "It takes the place of what came back before.") }
                ends.append(id)
            }
            draft.use(part.point, for: dataset.id)
        }
        tell(composite, dataset, &draft)
        for step in ends.dropFirst() {
            draft.add(need: step, to: StepID("finish", host), why: "\(host) is finished when its data is back.")
            for service in draft.services[host, default: []]
            where draft.stored[service.id, default: []].contains(dataset) {
                draft.add(need: step, to: StepID("start", service.id), why: "It keeps its data in \(dataset.id).")
            }
        }
    }

    private func leaveOut(
        _ paths: [String], of dataset: Asset, on host: AssetID, _ draft: inout PlanDraft
    ) throws(PlanRefusal) -> [StepID] {
        guard !paths.isEmpty else { return [] }
        guard let body = NamedBody(draft.input.recipes[HostSteps.recipe], "leave-out") else { throw Self.noBody }
        var steps: [StepID] = []
        for paths in Self.chunks(paths) {
            let id = StepID("leave-out-\(steps.count + 1)", dataset.id)
            draft.add(
                Step(
                    id, title: "Leave out \(paths.count) condemned files of \(dataset.id) on \(host)",
                    asset: dataset.id,
                    target: host, body: body,
                    parameters: [
                        Parameter(name: "GU_BELOW", value: dataset.dataset?.path ?? ""),
                        Parameter(name: "GU_HOST", value: host.text), Parameter(name: "GU_PATHS", value: lines(paths)),
                    ], why: "There is no clean version of them."), body)
            draft.add(need: StepID("restore-files", dataset.id), to: id, why: "They came back with the rest.")
            steps.append(id)
        }
        return steps
    }

    private func tell(_ composite: PlannedComposite, _ dataset: Asset, _ draft: inout PlanDraft) {
        let paths = composite.leftOut + composite.older.flatMap(\.paths)
        if paths.contains(where: { $0.utf8.contains(10) }) {
            draft.refusals.append(
                PlanRefusal.Reason(
                    subject: dataset.id.text, explanation: "The name of a condemned file holds a line end.",
                    hint: "Restore the dataset from one point, without --composite."))
        }
        guard !composite.leftOut.isEmpty else { return }
        let named = composite.leftOut.prefix(5).joined(separator: ", ")
        let more = composite.leftOut.count > 5 ? " and \(composite.leftOut.count - 5) more" : ""
        draft.addGap(
            dataset.id.text, "\(composite.leftOut.count) condemned files have no clean version: \(named)\(more).")
    }

    private static func chunks(_ paths: [String]) -> [[String]] {
        var chunks: [[String]] = []
        var bytes = room
        for path in paths {
            bytes += path.utf8.count + 1
            if bytes > room {
                chunks.append([])
                bytes = path.utf8.count + 1
            }
            chunks[chunks.count - 1].append(path)
        }
        return chunks
    }

    private static let noBody = PlanRefusal([
        PlanRefusal.Reason(
            subject: HostSteps.recipe, explanation: "No recipe says how to leave files out.",
            hint: "Add the step leave-out to \(HostSteps.recipe).")
    ])
}
