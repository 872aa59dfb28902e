package import Assurance
package import Contracts

extension ControllerFactsSource {
    /// What the controller says of itself and of the way to every configured repository.
    package func facts(for configuration: Configuration) async -> ControllerFacts {
        var facts = await facts(reaching: configuration.repositories.compactMap(\.destination))
        for repository in configuration.repositories where repository.destination == nil {
            facts.ways[repository.name] = repository.directWay
        }
        return facts
    }
}

extension RepositoryEntry {
    /// What ssh connects to for it; `nil` for a repository that is reached in another way.
    var destination: SSHDestination? {
        guard url.hasPrefix("sftp:") || url.hasPrefix("ssh://") else { return nil }
        let address = RepositoryAddress(url)
        let parts = via?.split(separator: "@", maxSplits: 1).map(String.init) ?? []
        guard let host = parts.last ?? address.host else { return nil }
        return SSHDestination(repository: name, host: host, login: parts.count == 2 ? parts[0] : address.login)
    }

    /// The host that is named in its url, without a login; a repository on the controller's own disks has no way.
    fileprivate var directWay: RepositoryWay {
        let host = RepositoryAddress(url).host
        return RepositoryWay(hops: host.map { [RepositoryWay.Hop(host: $0, login: nil)] } ?? [], seenIn: "its url")
    }
}
