import Contracts
import EngineParts
import Synchronization

/// Gathers the folders of a repository of dated ones.
final class RcloneFolders: Sendable {
    private let names = Mutex<[String]>([])

    func add(_ entry: RcloneListing.Entry) {
        if entry.IsDir { names.withLock { $0.append(entry.Path) } }
    }

    var isEmpty: Bool { names.withLock { $0.isEmpty } }

    func list(_ location: RcloneLocation) -> RestorePointList {
        let names = names.withLock { $0 }
        let points = names.compactMap { name in
            NameTime.instant(in: name).map {
                RestorePoint(id: name, host: location.host, takenAt: $0, paths: [location.places.root])
            }
        }
        let others = names.count - points.count
        return RestorePointList(
            points, warnings: others == 0 ? [] : ["\(others) folder(s) have names that are none of restore points"])
    }
}
