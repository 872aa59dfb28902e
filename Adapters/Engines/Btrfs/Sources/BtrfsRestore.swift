package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan

extension BtrfsEngine {
    /// Streams files from the snapshot to the host, and compares every one of them there.
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else {
            throw EngineFailure(.unsupported, "a snapshot of btrfs restores to no other moment")
        }
        let isPlain = point.id.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == UInt8(ascii: "-")
        }
        guard isPlain, !point.id.isEmpty, !point.id.hasPrefix("-") else {
            throw EngineFailure(.noSuchPoint, "'\(point.id.prefix(60))' is no UUID")
        }
        let settings = try command(repository).settings
        var parameters = [
            Parameter(name: "GU_FOLDER", value: settings.folder), Parameter(name: "GU_SNAPSHOT", value: point.id),
            Parameter(name: "GU_SOURCE", value: settings.source),
        ]
        if let via = repository.via { parameters.append(Parameter(name: "GU_VIA", value: via)) }
        let script = RestoreParts.body(PackageResources.restore_paths_sh)
        return Restoration(
            name: "btrfs/restore-paths",
            body: StepBody(place: .controller, timeout: 12 * 3_600, attempts: 3, estimate: 30, script: script),
            parameters: parameters, secrets: [])
    }
}
