package import Estate

/// A repository that cannot be opened once everything that it protects is lost.
package struct Deadlock: Hashable, Sendable {
    package let repository: String
    /// The repositories on the circle, the first one repeated at the end; one alone when the key is in no backup.
    package let circle: [String]
    /// The circle told step by step.
    package let words: String
    /// Assets on the way, in order.
    package let assets: [AssetID]
    /// Where the password lies now, such as `/etc/restic/password on app1`.
    package let key: String
    /// Every job on the first repository told where it reads the password; otherwise there may be another place.
    package let isCertain: Bool
}

/// Finds repositories whose keys come back only from themselves.
///
/// A repository opens if the controller has its password, or if any place that holds the password outlives the loss,
/// or comes back from a repository that opens. The least set closed under this rule can be opened; the rest are
/// deadlocks. Hosts that were not collected, and the host of the repository itself, are taken to outlive the loss.
package struct RecoveryDeadlocks: Sendable {
    private let estate: Estate
    private let map: RepositoryMap
    private let opening: Set<String>

    package init(estate: Estate, map: RepositoryMap) {
        self.estate = estate
        self.map = map
        opening = Self.opening(estate: estate, map: map)
    }

    /// Every deadlock, sorted by repository.
    package var all: [Deadlock] {
        map.repositories.compactMap { repository in
            let holders = KeyHolder.all(of: repository, in: estate)
            guard !opening.contains(repository.name), let first = holders.first else { return nil }
            return explained(repository, holder: first)
        }
    }

    private static func opening(estate: Estate, map: RepositoryMap) -> Set<String> {
        var opening = Set(map.repositories.filter(\.isEscrowed).map(\.name))
        var grew = true
        while grew {
            grew = false
            for repository in map.repositories where !opening.contains(repository.name) {
                let opens = KeyHolder.all(of: repository, in: estate).contains { holder in
                    guard let host = holder.host, host != repository.host else { return true }
                    return map.repositories.contains { opening.contains($0.name) && $0.restores(holder.path, of: host) }
                }
                if opens { grew = opening.insert(repository.name).inserted }
            }
        }
        return opening
    }

    private func explained(_ start: MappedRepository, holder first: KeyHolder) -> Deadlock {
        var circle = [start.name]
        var assets = [start.asset]
        var sentences: [String] = []
        var current = start
        var holder: KeyHolder? = first
        while let key = holder, let host = key.host {
            assets.append(key.asset(in: estate) ?? host)
            sentences.append(
                "Repository \(current.name) opens with the password that \(key.seenIn) reads \(key.words).")
            guard let next = map.repositories.first(where: { $0.restores(key.path, of: host) }) else {
                sentences.append("No backup holds \(key.place): with that host the password is gone.")
                break
            }
            sentences.append("After a loss, \(key.place) comes back only from repository \(next.name).")
            let isClosed = circle.contains(next.name)
            circle.append(next.name)
            assets.append(next.asset)
            if isClosed {
                sentences.append("So nothing opens \(next.name) once \(host.text) is lost.")
                break
            }
            current = next
            holder = KeyHolder.all(of: next, in: estate).first
        }
        let silent = start.jobs.filter { !KeyHolder.isTold(by: $0.job) }.map(\.title)
        if !silent.isEmpty {
            sentences.append("Where \(silent.joined(separator: ", ")) reads it could not be seen.")
        }
        return Deadlock(
            repository: start.name, circle: circle, words: sentences.joined(separator: " "), assets: assets,
            key: first.place, isCertain: silent.isEmpty)
    }
}
