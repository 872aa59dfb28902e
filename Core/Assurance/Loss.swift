package import Estate

/// What is taken to be lost when recovery is thought through.
package enum Loss: Hashable, Sendable {
    /// Every collected host but the one that carries the repository in question.
    case everything
    /// Exactly these hosts.
    case hosts(Set<AssetID>)

    /// Whether `host` is lost while `repository` is needed.
    func includes(_ host: AssetID, besides repository: MappedRepository) -> Bool {
        switch self {
        case .everything: host != repository.host
        case .hosts(let lost): lost.contains(host)
        }
    }

    /// Whether the repository went with its host.
    func takes(_ repository: MappedRepository) -> Bool {
        guard case .hosts(let lost) = self, let host = repository.host else { return false }
        return lost.contains(host)
    }
}
