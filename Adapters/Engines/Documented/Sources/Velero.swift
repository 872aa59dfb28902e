import Contracts

/// vmware-tanzu/velero `pkg/apis/velero/v1/backup_types.go`; read through kubectl, as objects of the cluster.
struct Velero: DocumentedTool {
    let name = "velero"
    let title = "Velero 1.16"
    let programs = ["kubectl"]
    let settings = ["context", "host", "kubeconfig", "namespace"]
    let restoreHint = "velero restore create --from-backup NAME"

    func question(after answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> ToolCall? {
        guard answers.isEmpty else { return nil }
        let settings = context.settings
        let namespace = try settings.name("namespace") ?? "velero"
        var words = ["kubectl", "get", "backups.velero.io", "--namespace=\(namespace)", "--output=json"]
        if let cluster = try settings.name("context") { words.append("--context=\(cluster)") }
        var call = ToolCall(words: words)
        call.environment["KUBECONFIG"] = try settings.path("kubeconfig")
        return call
    }

    func kind(_ status: Int, _ errors: String) -> EngineFailure.Kind? {
        // The words of the Kubernetes API for a kind that nobody has installed, and for who may not read it.
        if errors.contains("doesn't have a resource type") { return .noRepository }
        if errors.contains("Unauthorized") { return .wrongKey }
        return errors.contains("Forbidden") || errors.contains("forbidden") ? .permission : nil
    }
}

extension Velero {
    private struct BackupList: Decodable {
        struct Metadata: Decodable {
            let next: String?

            private enum CodingKeys: String, CodingKey { case next = "continue" }
        }
        let items: [Lenient<Backup>]
        let metadata: Metadata?
    }

    private struct Backup: Decodable {
        struct Metadata: Decodable {
            let name: String
            let creationTimestamp: String?
        }
        struct Spec: Decodable {
            let includedNamespaces: [String]?
        }
        struct Hooks: Decodable {
            let hooksFailed: Int64?
        }
        struct Progress: Decodable {
            let totalItems: Int64?
        }
        struct Status: Decodable {
            let phase: String?
            let startTimestamp: String?
            let completionTimestamp: String?
            let warnings: Int64?
            let errors: Int64?
            let failureReason: String?
            let progress: Progress?
            let volumeSnapshotsAttempted: Int64?
            let volumeSnapshotsCompleted: Int64?
            let csiVolumeSnapshotsAttempted: Int64?
            let csiVolumeSnapshotsCompleted: Int64?
            let backupItemOperationsFailed: Int64?
            let hookStatus: Hooks?
        }
        let metadata: Metadata
        let spec: Spec?
        let status: Status?
    }

    func points(in answers: [[UInt8]], _ context: ToolContext) throws(EngineFailure) -> RestorePointList {
        let list = try ToolAnswer.decode(BackupList.self, answers.first ?? [], "kubectl get backups.velero.io")
        let host = try context.settings.requiredName("host", "the asset that stands for the cluster")
        var points = try ToolAnswer.list(list.items, "kubectl get backups.velero.io") { backup throws(EngineFailure) in
            let status = backup.status
            let started = status?.startTimestamp ?? backup.metadata.creationTimestamp
            let namespaces = (backup.spec?.includedNamespaces ?? []).sorted()
            var point = RestorePoint(
                // A name may be given again after its backup has expired.
                id: "\(try ToolAnswer.plain(backup.metadata.name))@\(try ToolAnswer.plain(started))", host: host,
                takenAt: try ToolAnswer.needed(ToolAnswer.instant(started)),
                endedAt: ToolAnswer.instant(status?.completionTimestamp),
                paths: (namespaces.isEmpty ? ["*"] : namespaces).map { "namespace:\($0)" })
            point.sizes.items = status?.progress?.totalItems
            Self.judge(status, &point)
            return point
        }
        if list.metadata?.next?.isEmpty == false {
            points.warnings.append("the cluster gave only a part of the list")
            points.isComplete = false
        }
        return points
    }

    /// Only `Completed` can be restored without surprises; even then parts may lack.
    private static func judge(_ status: Backup.Status?, _ point: inout RestorePoint) {
        let phase = status?.phase ?? "New"
        switch phase {
        case "Completed": break
        case "New", "InProgress", "WaitingForPluginOperations", "Finalizing",
            "WaitingForPluginOperationsPartiallyFailed", "FinalizingPartiallyFailed":
            point.fault("its phase is \(phase): it cannot be used yet", .running)
        default:
            point.fault("its phase is \(phase.prefix(60)): \(status?.failureReason ?? "it is not to be used")", .failed)
        }
        if let errors = status?.errors, errors > 0 { point.fault("\(errors) errors are in its log", .partial) }
        if let warnings = status?.warnings, warnings > 0 { point.fault("\(warnings) warnings are in its log") }
        let snapshots = [
            (status?.volumeSnapshotsAttempted, status?.volumeSnapshotsCompleted),
            (status?.csiVolumeSnapshotsAttempted, status?.csiVolumeSnapshotsCompleted),
        ]
        for (attempted, completed) in snapshots {
            guard let attempted, attempted > completed ?? 0 else { continue }
            point.fault("\(completed ?? 0) of \(attempted) snapshots of volumes were completed", .partial)
        }
        if let failed = status?.backupItemOperationsFailed, failed > 0 {
            point.fault("\(failed) operations of plugins failed", .partial)
        }
        if let failed = status?.hookStatus?.hooksFailed, failed > 0 {
            point.fault("\(failed) hooks failed, so applications may not have been at rest")
        }
    }
}
