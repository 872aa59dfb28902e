internal import Estate

/// The repositories that can be used after a loss: the least set closed under what each needs.
///
/// A need is met when one of its providers stands outside the estate, was not lost, or comes back from a repository
/// that can be used. A repository that went with its host cannot.
struct OpenRepositories: Sendable {
    private let map: RepositoryMap
    private let loss: Loss
    private(set) var names: Set<String> = []

    /// - Parameter needs: of each repository, in the order of the map; `nil` for one that is never counted upon.
    init(_ map: RepositoryMap, needs: [[RecoveryNeed]?], loss: Loss) {
        self.map = map
        self.loss = loss
        var waiting = map.repositories.indices.filter { needs[$0] != nil && !loss.takes(map.repositories[$0]) }
        var grew = true
        while grew {
            let before = waiting.count
            waiting.removeAll { number in
                let repository = map.repositories[number]
                let isOpen = needs[number]?.allSatisfy { isMet($0, by: repository) } ?? false
                if isOpen { names.insert(repository.name) }
                return isOpen
            }
            grew = waiting.count < before
        }
    }

    /// Whether `repository` has what it needs of this.
    func isMet(_ need: RecoveryNeed, by repository: MappedRepository) -> Bool {
        need.providers.contains { isThere($0, besides: repository) }
    }

    /// Whether it outlives the loss or comes back.
    func isThere(_ provider: RecoveryProvider, besides repository: MappedRepository) -> Bool {
        guard let host = provider.host, loss.includes(host, besides: repository) else { return true }
        return map.restoring(provider.path, of: host).contains { names.contains($0.name) }
    }
}
