package import Contracts
internal import Estate
internal import RecoveryPlan

extension QemuImageEngine {
    /// The one disk, where the configuration says how to read it.
    package func scope(of repository: RepositoryEntry) -> ProtectionScope {
        do throws(EngineFailure) {
            let settings = try ImageSettings(repository)
            guard settings.export != nil else { return .nothing(Self.noExport) }
            return .cluster(host: settings.host, data: settings.disk)
        } catch {
            return .nothing(error.words)
        }
    }

    /// Runs on the host that runs QEMU, and writes to the folder of images by that host's own path.
    package func protection(
        of request: ProtectionRequest, in repository: RepositoryEntry
    ) throws(EngineFailure) -> Protection {
        let settings = try ImageSettings(repository)
        guard let export = settings.export else { throw EngineFailure(.unsupported, Self.noExport) }
        guard request.paths == [settings.disk], request.excludes.isEmpty else {
            throw EngineFailure(
                .unsupported, "qemu-image backs up all of \(settings.disk) of \(settings.host), nothing else")
        }
        let parts =
            PackageResources.image_chain_sh + PackageResources.monitor_sh + PackageResources.frozen_disk_sh
            + PackageResources.back_up_disk_sh
        return Protection(
            name: "qemu-image/back-up-disk",
            body: StepBody(
                place: .target, timeout: 24 * 3_600, estimate: 120, script: ProtectionFrame.script(parts)),
            parameters: try ProtectionFrame.parameters(request) + export.parameters + [
                Parameter(name: "GU_DISK", value: settings.disk), Parameter(name: "GU_FOLDER", value: settings.folder),
                Parameter(name: "GU_PREFIX", value: settings.prefix),
                Parameter(name: "GU_REPOSITORY", value: settings.folder),
            ],
            secrets: [])
    }

    private static let noExport = "the settings of the repository name no 'export' to read a disk from"
}
