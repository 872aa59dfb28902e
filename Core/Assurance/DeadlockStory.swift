internal import Estate

/// Tells how a repository comes to need what only it, or nothing, brings back.
struct DeadlockStory {
    let map: RepositoryMap
    /// In the order of the map; what is unknown is `nil`.
    let needs: [[RecoveryNeed]?]
    let open: OpenRepositories
    let loss: Loss

    /// A circle in words, with the repositories and the assets on it.
    struct Told {
        var circle: [String]
        var assets: [AssetID]
        var sentences: [String] = []
        var kinds: Set<Deadlock.Kind> = []

        var words: String { sentences.joined(separator: " ") }
    }

    /// Follows what `need` of `start` rests on until the circle closes or nothing brings it back.
    func tell(_ start: MappedRepository, _ need: RecoveryNeed) -> Told {
        var told = Told(circle: [start.name], assets: [start.asset])
        var current = start
        var next: RecoveryNeed? = need
        while let need = next, let provider = unmet(need, of: current), let host = provider.host {
            told.kinds.insert(need.kind)
            told.assets.append(provider.asset ?? host)
            told.sentences.append(provider.told)
            guard let source = map.restoring(provider.path, of: host).first else {
                told.sentences.append("No backup holds \(provider.place): with that host \(need.kind.thing) is gone.")
                break
            }
            told.sentences.append("After a loss, \(provider.place) comes back only from repository \(source.name).")
            let isClosed = told.circle.contains(source.name)
            told.circle.append(source.name)
            told.assets.append(source.asset)
            if isClosed || loss.takes(source) {
                told.sentences.append(isClosed ? closing(source, host, told.kinds) : lost(source))
                break
            }
            current = source
            next = unmet(of: source)
        }
        return told
    }

    private func unmet(_ need: RecoveryNeed, of repository: MappedRepository) -> RecoveryProvider? {
        need.providers.first { !open.isThere($0, besides: repository) }
    }

    private func unmet(of repository: MappedRepository) -> RecoveryNeed? {
        guard let number = map.number(repository.name) else { return nil }
        return needs[number]?.first { !open.isMet($0, by: repository) }
    }

    private func closing(_ source: MappedRepository, _ host: AssetID, _ kinds: Set<Deadlock.Kind>) -> String {
        let verb =
            switch kinds {
            case [.password]: "nothing opens"
            case [.name]: "nothing finds"
            case [.identity]: "nobody gets in to"
            default: "nothing reaches"
            }
        return "So \(verb) \(source.name) once \(host.text) is lost."
    }

    private func lost(_ source: MappedRepository) -> String {
        "Repository \(source.name) lies on \(source.host?.text ?? "a host"), which is lost as well."
    }
}

extension Deadlock.Kind {
    /// What is gone with its only place.
    fileprivate var thing: String {
        switch self {
        case .password: "the password"
        case .name: "the name"
        case .identity: "the login"
        case .controller: "groundup"
        case .circle: "the way back"
        }
    }
}
