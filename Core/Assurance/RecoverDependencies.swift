package import Estate

/// Derives what is needed to restore: which repository protects what, and where its key lies.
///
/// Pure: from backup jobs and configured repositories to dependencies of the recover phase.
package enum RecoverDependencies {
    /// `estate` with its recover-phase dependencies and with an asset for each repository's store.
    package static func adding(to estate: Estate, repositories facts: [RepositoryFacts]) -> Estate {
        let map = RepositoryMap(estate: estate, repositories: facts)
        var assets = estate.assets
        var known = Set(assets.map(\.id))
        for repository in map.repositories where known.insert(repository.asset).inserted {
            assets.append(store(of: repository))
        }
        var dependencies: [DependencyKey: Dependency] = [:]
        for dependency in estate.dependencies { dependencies[dependency.key] = dependency }
        for dependency in derived(estate, map: map)
        where known.contains(dependency.provider) && dependencies[dependency.key] == nil {
            dependencies[dependency.key] = dependency
        }
        return Estate(
            name: estate.name, observedAt: estate.observedAt, assets: assets,
            dependencies: Array(dependencies.values), profiles: estate.profiles, blindSpots: estate.blindSpots,
            fingerprints: estate.fingerprints)
    }

    private static func store(of repository: MappedRepository) -> Asset {
        guard let host = repository.host else { return Asset(id: repository.asset, kind: .external) }
        let profile = DatasetProfile(
            path: repository.address.path, bytes: nil, dumpPath: nil, foundBy: "configuration")
        return Asset(id: repository.asset, kind: .dataset, host: host, dataset: profile)
    }

    private static func derived(_ estate: Estate, map: RepositoryMap) -> [Dependency] {
        map.repositories.flatMap { repository in
            stands(repository, estate) + protections(repository, estate) + keys(repository, estate)
        }
    }

    private static func stands(_ repository: MappedRepository, _ estate: Estate) -> [Dependency] {
        guard let host = repository.host else { return [] }
        let seen = Observation(
            source: "configuration", detail: "repository \(repository.name) lies in \(repository.address.path)",
            rule: "a repository can be read while its host is there", at: estate.observedAt)
        return [seen.dependency(repository.asset, .runsOn, host)]
    }

    private static func protections(_ repository: MappedRepository, _ estate: Estate) -> [Dependency] {
        repository.jobs.flatMap { placed in
            let seen = Observation(
                source: "backup-job", detail: "\(placed.title) writes to \(placed.job.repository)",
                rule: "what is lost comes back from its repository", at: estate.observedAt)
            let datasets = estate.datasets.filter { dataset in
                dataset.host == placed.host && dataset.id != repository.asset
                    && dataset.dataset.map { PathScope.covers(placed.job.paths, $0.protectedPath) } == true
            }
            let changed = estate.profiles[placed.host]?.changedConfiguration ?? []
            let hasConfiguration = changed.contains { PathScope.covers(placed.job.paths, $0.path) }
            return datasets.map { seen.dependency($0.id, .protectedBy, repository.asset) }
                + (hasConfiguration ? [seen.dependency(placed.host, .protectedBy, repository.asset)] : [])
        }
    }

    private static func keys(_ repository: MappedRepository, _ estate: Estate) -> [Dependency] {
        let holders = KeyHolder.all(of: repository, in: estate)
        // Any one key opens it, so no single one of several is a hard need.
        let isOnly = Set(holders.compactMap { $0.asset(in: estate) }).count == 1 && !repository.isEscrowed
        return holders.compactMap { holder in
            guard let asset = holder.asset(in: estate), asset != repository.asset else { return nil }
            let seen = Observation(
                source: "backup-job",
                detail: "\(holder.seenIn) reads the password of \(repository.name) \(holder.words)",
                rule: "a repository opens only with its key", at: estate.observedAt)
            return seen.dependency(repository.asset, .unlockedBy, asset, strength: isOnly ? .hard : .soft)
        }
    }
}

/// One sighting, from which dependencies with the same evidence are made.
private struct Observation {
    let source: String
    let detail: String
    let rule: String
    let at: Instant

    func dependency(
        _ dependent: AssetID, _ kind: DependencyKind, _ provider: AssetID, strength: DependencyStrength = .hard
    ) -> Dependency {
        let evidence = Evidence(
            source: source, detail: detail, firstSeen: at, lastSeen: at, directionRule: rule)
        let key = DependencyKey(dependent: dependent, provider: provider, kind: kind, phase: .recover)
        return Dependency(key: key, strength: strength, evidence: [evidence])
    }
}
