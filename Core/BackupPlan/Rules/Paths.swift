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

    /// Live files of databases below `paths`: a raw copy of them is no backup, and looks like one.
    static func rawData(on host: AssetID, below paths: [String], in input: BackupPlanInput) -> [String] {
        Set(
            input.assessed.subjects.filter { $0.subject.host == host }.compactMap(\.subject.rawPath)
                .filter { PathScope.covers(paths, $0) }
        ).sorted()
    }
}
