internal import Assurance
internal import Estate

/// What a job names, and what it must not copy on the way.
enum Paths {
    /// Sorted, without those that lie in another.
    static func outermost(_ paths: [String]) -> [String] {
        let all = Set(paths)
        return all.filter { path in !all.contains { $0 != path && PathScope.covers($0, path) } }.sorted()
    }

    /// A native backup names the data folder of its cluster.
    static func taken(_ paths: [String], by method: BackupMethod) -> [String] {
        if case .native(let data) = method { return [data] }
        return paths
    }

    /// What a job that copies files leaves out below `paths`: live files of databases and of disks, for a raw copy of them is no
    /// backup, and looks like one.
    static func excluded(
        on host: AssetID, below paths: [String], by method: BackupMethod, in input: BackupPlanInput
    ) -> [String] {
        guard case .files = method else { return [] }
        let subjects = input.assessed.subjects.filter { $0.subject.host == host }
        let disks = subjects.filter { $0.subject.rawPath == nil }.compactMap { subject -> String? in
            guard case .native(_, let data) = MethodChoice.method(of: subject, in: input) else { return nil }
            return data
        }
        return Set((subjects.compactMap(\.subject.rawPath) + disks).filter { PathScope.covers(paths, $0) }).sorted()
    }
}
