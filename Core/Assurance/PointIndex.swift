package import Estate

/// The restore points of all repositories, found by the host that they are of.
package struct PointIndex: Sendable {
    private let limits: [AssetID: Instant]
    private let points: [String: [ProtectionSubject.Candidate]]

    /// - Parameter limits: by subject the moment from which on nothing is wanted of it.
    package init(_ repositories: [RepositoryFacts], limits: [AssetID: Instant] = [:]) {
        self.limits = limits
        var points: [String: [ProtectionSubject.Candidate]] = [:]
        for repository in repositories {
            for point in repository.points {
                let key = PointKey(repository: repository.name, point: point.id)
                points[point.host, default: []].append(ProtectionSubject.Candidate(key: key, point: point))
            }
        }
        self.points = points
    }

    /// Those of the host under any of its names.
    func points(of subject: ProtectionSubject) -> [ProtectionSubject.Candidate] {
        let all = subject.hostNames.flatMap { points[$0] ?? [] }
        guard let limit = limits[subject.asset] else { return all }
        return all.compactMap { candidate in
            candidate.point.limited(before: limit).map { ProtectionSubject.Candidate(key: candidate.key, point: $0) }
        }
    }
}
