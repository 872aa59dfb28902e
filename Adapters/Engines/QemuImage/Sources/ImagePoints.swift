import Contracts
import Estate

/// Restore points from the images of a folder.
struct ImagePoints: Sendable {
    let found: ImageList
    let settings: ImageSettings

    func list() -> RestorePointList {
        let named = found.images.values.filter { $0.name.hasPrefix(settings.prefix) }
        let locked = found.locked.filter { $0.key.hasPrefix(settings.prefix) }.map { name, changed in
            written(name, changed)
        }
        return RestorePointList(
            named.map(point) + locked, warnings: Array(found.warnings.prefix(20)), isComplete: found.isComplete)
    }

    private func point(_ image: DiskImage) -> RestorePoint {
        var point = RestorePoint(
            id: image.id, host: settings.host, takenAt: image.changed, paths: [settings.disk])
        point.kind = image.backingName == nil ? .full : .incremental
        point.sizes = PointSizes(
            restored: image.virtualBytes, stored: image.storedBytes, added: image.storedBytes, items: 1)
        do {
            let chain = try ImageChain(of: image.name, in: found.images, folder: settings.folder)
            point.requires = chain.images.dropLast().map(\.id)
            point.warnings = chain.warnings
        } catch {
            point.state = .failed
            point.warnings = [error.words]
        }
        return point
    }

    /// A backup that is not over, or the disk of a machine that runs.
    private func written(_ name: String, _ changed: Instant) -> RestorePoint {
        var point = RestorePoint(
            id: "\(name)@\(changed.seconds)", host: settings.host, takenAt: changed, paths: [settings.disk])
        point.state = .running
        point.warnings = ["a program writes to image '\(name)' now"]
        return point
    }
}
