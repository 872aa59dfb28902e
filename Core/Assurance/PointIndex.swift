/// The restore points of all repositories, found by the host that they are of.
package struct PointIndex: Sendable {
    private let points: [String: [ProtectionSubject.Candidate]]

    package init(_ repositories: [RepositoryFacts]) {
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
        subject.hostNames.flatMap { points[$0] ?? [] }
    }
}
