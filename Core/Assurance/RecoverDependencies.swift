package import Estate

/// Derives what is needed to restore: which repository protects what, where its key lies, and what the way to it needs.
///
/// Pure: from backup jobs, configured repositories and what the controller says of itself to dependencies of the
/// recover phase.
package enum RecoverDependencies {
    /// `estate` with its recover-phase dependencies and with an asset for each repository's store.
    ///
    /// - Parameter controller: `nil` when nobody looked at it; then nothing is derived from it.
    package static func adding(
        to estate: Estate, repositories facts: [RepositoryFacts], controller: ControllerFacts? = nil
    ) -> Estate {
        adding(
            to: estate,
            RepositoryNeeds(
                estate: estate, map: RepositoryMap(estate: estate, repositories: facts), controller: controller))
    }

    static func adding(to estate: Estate, _ needs: RepositoryNeeds) -> Estate {
        var assets = estate.assets
        var known = Set(assets.map(\.id))
        for repository in needs.map.repositories where known.insert(repository.asset).inserted {
            assets.append(store(of: repository))
        }
        var seen = Set(estate.dependencies.map(\.key))
        var dependencies = estate.dependencies
        for dependency in derived(estate, needs)
        where known.contains(dependency.provider) && seen.insert(dependency.key).inserted {
            dependencies.append(dependency)
        }
        return Estate(
            name: estate.name, observedAt: estate.observedAt, assets: assets, dependencies: dependencies,
            profiles: estate.profiles, blindSpots: estate.blindSpots, fingerprints: estate.fingerprints)
    }

    private static func store(of repository: MappedRepository) -> Asset {
        guard let host = repository.host else { return Asset(id: repository.asset, kind: .external) }
        let profile = DatasetProfile(
            path: repository.address.path, bytes: nil, dumpPath: nil, foundBy: "configuration")
        return Asset(id: repository.asset, kind: .dataset, host: host, dataset: profile)
    }

    private static func derived(_ estate: Estate, _ needs: RepositoryNeeds) -> [Dependency] {
        let place = needs.controller.flatMap { ControllerPlace($0, in: estate) }
        return needs.map.repositories.flatMap { repository in
            stands(repository, estate) + protections(repository, estate, needs.map.contents)
                + keys(repository, estate, needs) + ways(repository, estate, needs)
                + driving(repository, estate, needs.controller, place)
        }
    }

    private static func stands(_ repository: MappedRepository, _ estate: Estate) -> [Dependency] {
        guard let host = repository.host else { return [] }
        let seen = Observation(
            source: "configuration", detail: "repository \(repository.name) lies in \(repository.address.path)",
            rule: "a repository can be read while its host is there", at: estate.observedAt)
        return [seen.dependency(repository.asset, .runsOn, host)]
    }

    private static func protections(
        _ repository: MappedRepository, _ estate: Estate, _ contents: HostContents
    ) -> [Dependency] {
        repository.jobs.flatMap { placed in
            let seen = Observation(
                source: "backup-job", detail: "\(placed.title) writes to \(placed.job.repository)",
                rule: "what is lost comes back from its repository", at: estate.observedAt)
            let datasets = contents.datasets(on: placed.host).filter { dataset in
                dataset.id != repository.asset
                    && dataset.dataset.map { PathScope.covers(placed.job.paths, $0.protectedPath) } == true
            }
            let changed = estate.profiles[placed.host]?.changedConfiguration ?? []
            let hasConfiguration = changed.contains { PathScope.covers(placed.job.paths, $0.path) }
            return datasets.map { seen.dependency($0.id, .protectedBy, repository.asset) }
                + (hasConfiguration ? [seen.dependency(placed.host, .protectedBy, repository.asset)] : [])
        }
    }

    private static func keys(
        _ repository: MappedRepository, _ estate: Estate, _ needs: RepositoryNeeds
    ) -> [Dependency] {
        let holders = KeyHolder.all(of: repository, in: estate, needs.map.contents.names)
        // Any one key opens it, so no single one of several is a hard need.
        let isOnly =
            Set(holders.compactMap { $0.asset(in: needs.map.contents) }).count == 1 && !repository.isEscrowed
        return holders.compactMap { holder in
            guard let asset = holder.asset(in: needs.map.contents), asset != repository.asset else { return nil }
            let seen = Observation(
                source: "backup-job",
                detail: "\(holder.seenIn) reads the password of \(repository.name) \(holder.words)",
                rule: "a repository opens only with its key", at: estate.observedAt)
            return seen.dependency(repository.asset, .unlockedBy, asset, strength: isOnly ? .hard : .soft)
        }
    }

    /// What the controller needs on its way to the repository: name servers and directories of the estate.
    private static func ways(
        _ repository: MappedRepository, _ estate: Estate, _ needs: RepositoryNeeds
    ) -> [Dependency] {
        let all = [needs.name(of: repository)].compactMap { $0 } + needs.identities(of: repository)
        return all.flatMap { need in
            need.providers.compactMap { provider in
                guard let asset = provider.asset, asset != repository.asset else { return nil }
                let seen = Observation(
                    source: "controller", detail: provider.told, rule: "the controller restores from the repository",
                    at: estate.observedAt)
                return seen.dependency(
                    repository.asset, need.kind == .name ? .resolvesWith : .authenticatesWith, asset,
                    strength: need.providers.count == 1 ? .hard : .soft)
            }
        }
    }

    /// groundup itself, when it runs on a host of the estate: what keeps its plans, its depot and its passwords.
    private static func driving(
        _ repository: MappedRepository, _ estate: Estate, _ controller: ControllerFacts?, _ place: ControllerPlace?
    ) -> [Dependency] {
        guard let controller, let place else { return [] }
        let seen = Observation(
            source: "controller", detail: "groundup runs on \(place.host.text): \(place.reason)",
            rule: "what is restored from a repository is restored by groundup", at: estate.observedAt)
        return [
            seen.dependency(
                repository.asset, .configuredBy, place.host, strength: controller.copies.isEmpty ? .hard : .soft)
        ]
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
