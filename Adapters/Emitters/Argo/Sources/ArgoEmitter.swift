package import Contracts
internal import PlanForms
package import RecoveryPlan

/// Writes a plan as a DAG of Argo Workflows, with the step's files in ConfigMaps.
///
/// Every task runs the program `step` in a container of an image that the operator chooses; what is done, scratch files and
/// logs are on a volume that the pods share. Kubernetes keeps objects below a size, so large plans are split or refused.
package struct ArgoEmitter: Emitter {
    package let format = "argo"
    /// The largest object in bytes.
    ///
    /// Argo Workflows stores up to 1 MB ("Offloading Large Workflows"), a ConfigMap 1 MiB.
    static let limit = 900_000

    package init() {}

    /// - Throws: `GroundupError` with `hostileInput` for a plan or a file that no object can hold.
    package func emit(_ plan: Plan, digest: String) throws -> [EmittedFile] {
        let folder = try StepFolder(plan, digest: digest)
        let maps = try FileMaps(folder)
        let workflow = Workflow(folder, fileMaps: maps.names).text
        guard workflow.utf8.count <= Self.limit else {
            throw GroundupError(
                .hostileInput,
                "The workflow would have \(workflow.utf8.count) bytes for \(folder.steps.count) steps; Argo takes \(Self.limit).",
                hint: "Make plans for parts of the estate, or use another form.")
        }
        return maps.files + [
            EmittedFile(name: "capacities.yaml", contents: Semaphores(folder).text),
            EmittedFile(name: "workflow.yaml", contents: workflow),
        ]
    }
}
