internal import Assurance
internal import Estate

/// How a dataset is taken: with its own tools first, as files only when nothing writes to them unseen.
enum MethodChoice {
    case native(BackupRepository, data: String)
    case files(dump: PlannedDump?)
    case none(reason: String, remedy: String)

    static func method(of subject: AssessedSubject, in input: BackupPlanInput) -> MethodChoice {
        if let (repository, data) = native(subject.subject, input) { return .native(repository, data: data) }
        guard let raw = subject.subject.rawPath else { return .files(dump: nil) }
        guard let service = service(of: subject.subject, in: input), let recipe = service.recipe else {
            return .none(
                reason: "its files are those of a running database, and no service was seen that could dump it",
                remedy: "Discover again while its service runs.")
        }
        guard input.dumpingRecipes.contains(recipe) else {
            return .none(
                reason: "its files are those of a running database, and the recipe \(recipe) knows no dump",
                remedy: "Add a step 'dump' to the recipe, or name a repository of the database's own tool.")
        }
        let dump = PlannedDump(
            service: service.id, recipe: recipe, unit: service.unit ?? "", dataPaths: [raw],
            dumpPaths: subject.subject.paths)
        return .files(dump: dump)
    }

    /// A repository of a tool that was made for exactly this cluster, or for a disk that is all of the dataset.
    private static func native(
        _ subject: ProtectionSubject, _ input: BackupPlanInput
    ) -> (BackupRepository, String)? {
        guard subject.isDataset else { return nil }
        for repository in input.repositories {
            guard case .cluster(let host, let data) = repository.reach, subject.hostNames.contains(host) else {
                continue
            }
            let holds =
                subject.rawPath.map { PathScope.covers($0, data) || PathScope.covers(data, $0) }
                ?? subject.paths.allSatisfy { PathScope.covers(data, $0) }
            if holds { return (repository, data) }
        }
        return nil
    }

    /// The service of the host whose recipe keeps its data there and dumps to there.
    private static func service(of subject: ProtectionSubject, in input: BackupPlanInput) -> Asset? {
        let estate = input.assessed.input.estate
        let users = Set(estate.dependencies.filter { $0.provider == subject.asset }.map(\.dependent))
        let candidates = input.assessed.map.contents.services(on: subject.host).filter { users.contains($0.id) }
        // Several services keep data there when its clusters have one each: the first that can dump dumps all of it.
        return candidates.first { input.dumpingRecipes.contains($0.recipe ?? "") } ?? candidates.first
    }
}
