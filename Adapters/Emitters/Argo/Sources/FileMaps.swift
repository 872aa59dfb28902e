internal import Contracts
internal import PlanForms
internal import RecoveryPlan

/// The files of the steps as ConfigMaps, as many as their size asks for.
///
/// Keys have no slashes, and names of ours no underscores, so `parts/ssh` is the key `parts_ssh`.
struct FileMaps {
    let names: [String]
    let files: [EmittedFile]

    init(_ folder: StepFolder) throws {
        var maps: [String] = []
        var current = ""
        for file in folder.files {
            let key = file.name.split(separator: "/").joined(separator: "_")
            let entry = "  \(key): \(quotedLiteral(file.contents))\n"
            guard entry.utf8.count <= ArgoEmitter.limit else {
                throw GroundupError(
                    .hostileInput, "The file \(file.name) is too large for a ConfigMap.", hint: "Use another form.")
            }
            if current.utf8.count + entry.utf8.count > ArgoEmitter.limit {
                maps.append(current)
                current = ""
            }
            current += entry
        }
        maps.append(current)
        let names = maps.indices.map { "\(Workflow.name(folder))-files-\($0 + 1)" }
        self.names = names
        files = zip(names, maps).enumerated().map { number, map in
            EmittedFile(
                name: "files-\(number + 1).yaml",
                contents: """
                    # Made with workflow.yaml. Too large for the annotation of `kubectl apply`: use `kubectl apply --server-side`.
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: \(map.0)
                    data:
                    \(map.1)
                    """)
        }
    }
}

/// The capacities as semaphores of Argo.
///
/// A semaphore counts tasks, not units: it lets in as many as fit when each takes the most that any takes.
struct Semaphores {
    let text: String

    init(_ folder: StepFolder) {
        var most: [Int: Int] = [:]
        for use in folder.steps.flatMap(\.uses) { most[use.capacity] = max(most[use.capacity] ?? 1, use.units) }
        let lines = folder.plan.capacities.enumerated().map { number, capacity in
            "  # \(ShellText.harmless(capacity.name))\n"
                + "  capacity-\(number): \"\(max(1, capacity.units / (most[number] ?? 1)))\"\n"
        }
        text = """
            # How many tasks may hold each capacity at once.
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(Workflow.name(folder))-capacities
            data:\(lines.isEmpty ? " {}" : "")

            """ + lines.joined()
    }
}
