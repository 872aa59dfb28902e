import Contracts
import EngineParts
import Estate

/// The chains of a repository that begin with a full backup and have no gap, and what is wrong with the rest.
struct DuplicityChains: Sendable {
    /// Chains in the order in which they were begun, each in the order in which it was taken.
    private(set) var sets: [[DuplicitySet]] = []
    private var warnings: [String] = []
    private var isComplete = true

    init() {}

    /// - Parameters:
    ///   - files: every backup that has a file.
    ///   - status: those that duplicity would use.
    init(_ files: [String: DuplicitySet], _ status: DuplicityStatus) {
        warnings = status.warnings
        for chain in status.chains {
            var whole: [DuplicitySet] = []
            for (index, listed) in chain.enumerated() {
                // duplicity leaves out a backup whose volumes are gone, and goes on with those that need it.
                guard let set = files[listed.time], set.manifest != nil, index == whole.count,
                    set.start == whole.last?.end, listed.isFull == whole.isEmpty
                else { break }
                whole.append(set)
            }
            if !whole.isEmpty { sets.append(whole) }
        }
        sets.sort { $0[0].end < $1[0].end }
        let usable = Set(sets.joined().map(\.end))
        for set in files.values.sorted(by: { $0.end < $1.end }) where !usable.contains(set.end) {
            warnings.append("backup \(set.end) cannot be used: it, or one that it needs, lacks files")
        }
        isComplete = warnings.isEmpty
        warnings = Array(warnings.prefix(20))
    }

    /// The backups up to a point that it needs, itself included; empty for an unknown one.
    func chain(of point: String) -> [DuplicitySet] {
        for chain in sets {
            if let index = chain.firstIndex(where: { $0.end == point }) { return Array(chain[...index]) }
        }
        return []
    }

    func list(newest: DuplicityManifest?, _ location: DuplicityLocation) -> RestorePointList {
        let root = location.places?.root ?? newest.flatMap { DuplicityEngine.places($0.folder)?.root }
        var points: [RestorePoint] = []
        for chain in sets {
            for (index, set) in chain.enumerated() {
                guard let time = DuplicityFiles.instant(set.end) else { continue }
                var point = RestorePoint(
                    id: set.end, host: location.host ?? newest?.host ?? "", takenAt: time,
                    paths: root.map { [$0] } ?? [])
                point.kind = index == 0 ? .full : .incremental
                point.requires = chain[..<index].map(\.end)
                if root == nil {
                    point.warnings = ["it was made of a relative path; say with 'root' where on the host that is"]
                }
                points.append(point)
            }
        }
        return RestorePointList(points, warnings: warnings, isComplete: isComplete)
    }
}
