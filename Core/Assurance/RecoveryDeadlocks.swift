package import Estate

/// Finds repositories that cannot be used once everything that they protect is lost.
///
/// A repository can be used if everything that it needs can be had: its password, the address of its host, the login
/// there. A need is met by anything that outlives the loss, or that comes back from a repository that can be used.
/// The least set closed under this rule can be used; the rest are deadlocks. Hosts that were not collected, and the host
/// of the repository itself, are taken to outlive the loss of everything.
package struct RecoveryDeadlocks: Sendable {
    let estate: Estate
    let map: RepositoryMap
    let controller: ControllerFacts?
    let loss: Loss
    let needs: RepositoryNeeds

    package init(
        estate: Estate, map: RepositoryMap, controller: ControllerFacts? = nil, loss: Loss = .everything
    ) {
        self.estate = estate
        self.map = map
        self.controller = controller
        self.loss = loss
        needs = RepositoryNeeds(estate: estate, map: map, controller: controller)
    }

    /// Every repository whose password comes back only from itself or not at all, sorted by repository.
    package var all: [Deadlock] {
        let all = map.repositories.map { repository -> [RecoveryNeed]? in
            if repository.isEscrowed { return [] }
            return needs.password(of: repository).map { [$0] }
        }
        let story = DeadlockStory(map: map, needs: all, open: OpenRepositories(map, needs: all, loss: loss), loss: loss)
        return map.repositories.indices.compactMap { number in
            let repository = map.repositories[number]
            guard isAsked(repository), !story.open.names.contains(repository.name), let need = all[number]?.first
            else { return nil }
            return password(repository, need, story)
        }
    }

    /// Every repository whose host's name or login comes back only from itself or not at all, sorted by repository.
    ///
    /// Passwords that are deadlocks of their own are taken to be at hand here, so that each cause is told once.
    package var unreachable: [Deadlock] {
        let closed = Set(all.map(\.subject))
        let all = map.repositories.map { repository -> [RecoveryNeed]? in
            let isAtHand = repository.isEscrowed || closed.contains(repository.name)
            return (isAtHand ? [] : [needs.password(of: repository)].compactMap { $0 })
                + [needs.name(of: repository)].compactMap { $0 } + needs.identities(of: repository)
        }
        let story = DeadlockStory(map: map, needs: all, open: OpenRepositories(map, needs: all, loss: loss), loss: loss)
        return map.repositories.indices.filter { isAsked(map.repositories[$0]) }.flatMap { number in
            let repository = map.repositories[number]
            let unmet = (all[number] ?? []).filter {
                $0.kind != .password && !story.open.isMet($0, by: repository)
            }
            return unmet.map { reach(repository, $0, story) }
        }
    }

    /// Whether anything that is lost would be restored from it.
    private func isAsked(_ repository: MappedRepository) -> Bool {
        !loss.takes(repository) && (loss == .everything || !waiting(for: repository).isEmpty)
    }

    /// The lost hosts that are restored from it.
    private func waiting(for repository: MappedRepository) -> [AssetID] {
        repository.restoredHosts.filter { loss.includes($0, besides: repository) }
    }

    private func password(_ repository: MappedRepository, _ need: RecoveryNeed, _ story: DeadlockStory) -> Deadlock {
        let told = story.tell(repository, need)
        let silent = repository.jobs.filter { !KeyHolder.isTold(by: $0.job) }.map(\.title)
        let doubt = silent.isEmpty ? "" : " Where \(silent.joined(separator: ", ")) reads it could not be seen."
        let key = need.providers.first?.place ?? ""
        return Deadlock(
            kind: .password, subject: repository.name, circle: told.circle, words: told.words + doubt,
            assets: told.assets, key: key,
            remedy: "Escrow the password with the controller: copy it from \(key) to a file that only you can read, "
                + "and write password: \"file:/path\" at repository \(repository.name) of the configuration.",
            hosts: waiting(for: repository), isCertain: silent.isEmpty)
    }

    private func reach(_ repository: MappedRepository, _ need: RecoveryNeed, _ story: DeadlockStory) -> Deadlock {
        let told = story.tell(repository, need)
        return Deadlock(
            kind: need.kind, subject: repository.name, circle: told.circle, words: told.words, assets: told.assets,
            key: need.providers.first?.place ?? "", remedy: remedy(for: need.kind, of: repository),
            hosts: waiting(for: repository), isCertain: true)
    }

    private func remedy(for kind: Deadlock.Kind, of repository: MappedRepository) -> String {
        let name = controller?.ways[repository.name]?.hops.first?.host ?? repository.address.host ?? repository.name
        guard kind == .identity else {
            return "Write the address of \(name) into /etc/hosts of the controller, or as HostName into its ssh "
                + "configuration; then no name server is asked."
        }
        return "Make a local account for the controller on the host of repository \(repository.name), and name it in "
            + "the url or as User in the ssh configuration."
    }
}
