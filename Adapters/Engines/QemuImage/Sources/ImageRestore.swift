package import Contracts
internal import EngineParts
internal import Estate
internal import RecoveryPlan

extension QemuImageEngine {
    /// Converts the chain into one disk on the controller, compares it, and streams it to the host.
    ///
    /// The body follows the chain again by the same rules, and refuses an image that changed since it was listed.
    package func restoration(
        of point: RestorePoint, at moment: RecoveryMoment?, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Restoration {
        guard moment == nil else { throw EngineFailure(.unsupported, "an image restores to no other moment") }
        guard repository.via == nil else {
            throw EngineFailure(
                .unsupported, "images of another host are not restored; mount their folder on the controller")
        }
        guard point.isRestorable else {
            throw EngineFailure(.corrupt, "it cannot be restored: \(point.warnings.first ?? point.state.rawValue)")
        }
        let settings = try command(repository).settings
        let parts = point.id.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard ImageList.isName(String(parts[0])) else {
            throw EngineFailure(.noSuchPoint, "'\(point.id.prefix(80))' is no image")
        }
        let parameters = [
            Parameter(name: "GU_CHANGED", value: parts.dropFirst().first.map(String.init) ?? "0"),
            Parameter(name: "GU_DISK", value: settings.disk), Parameter(name: "GU_FOLDER", value: settings.folder),
            Parameter(name: "GU_FORMAT", value: settings.format),
            Parameter(name: "GU_IMAGE", value: String(parts[0])),
        ]
        let script = RestoreParts.body(PackageResources.image_chain_sh + PackageResources.restore_disk_sh)
        return Restoration(
            name: "qemu-image/restore-disk",
            body: StepBody(place: .controller, timeout: 12 * 3_600, attempts: 3, estimate: 120, script: script),
            parameters: parameters, secrets: [])
    }
}
