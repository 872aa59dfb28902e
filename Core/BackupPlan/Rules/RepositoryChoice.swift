internal import Assurance
internal import Estate

/// Which repositories take the files of a host: one that does not fail with it, and one at another site where there is one.
enum RepositoryChoice {
    struct Refusal: Error {
        let reason: String
        let remedy: String
    }

    typealias Choice = (repository: BackupRepository, why: String)

    static func repositories(for host: AssetID, in input: BackupPlanInput) -> Result<[Choice], Refusal> {
        let able = input.repositories.filter { $0.reach == .files }
        guard !able.isEmpty else {
            return .failure(
                Refusal(
                    reason: "no configured repository takes files of hosts",
                    remedy: "Name a repository of restic or Borg in the configuration."))
        }
        let apart = able.filter { shared($0, host, input) == nil }
        guard let first = apart.first else {
            let common = able.compactMap { shared($0, host, input) }.first
            return .failure(
                Refusal(
                    reason: "every repository fails together with it (\(common?.text ?? host.text))",
                    remedy: "Name a repository on another machine, with other storage, of another hypervisor."))
        }
        // What a host already writes to is kept: moving its history costs a full backup and gains nothing.
        let used = apart.filter { input.assessed.map.names(usedBy: host).contains($0.name) }
        let main: Choice =
            used.first.map { ($0, "\(host.text) is backed up into \($0.name) already.") }
            ?? (first, "\(first.name) does not fail together with \(host.text).")
        let elsewhere = away(from: host, apart.filter { $0 != main.repository }, main.repository, input)
        return .success([main] + (elsewhere.map { [$0] } ?? []))
    }

    /// A second repository at another site, when the first one stands where the host stands.
    private static func away(
        from host: AssetID, _ others: [BackupRepository], _ main: BackupRepository, _ input: BackupPlanInput
    ) -> Choice? {
        guard let own = input.assessed.input.sites[host], site(main, input) == own else { return nil }
        return others.lazy.compactMap { other -> Choice? in
            guard let site = site(other, input), site != own else { return nil }
            return (other, "\(other.name) is the copy of \(host.text) at another site (\(site)).")
        }.first
    }

    private static func site(_ repository: BackupRepository, _ input: BackupPlanInput) -> String? {
        input.assessed.map.repository(repository.name).flatMap(input.assessed.site(of:))
    }

    /// What both the host and the repository stand on; `nil` when they have nothing in common that is known.
    private static func shared(
        _ repository: BackupRepository, _ host: AssetID, _ input: BackupPlanInput
    ) -> AssetID? {
        guard let mapped = input.assessed.map.repository(repository.name) else { return nil }
        // An address without a host is a path of whoever uses it: the host itself.
        guard let place = mapped.host else { return mapped.address.host == nil ? host : nil }
        return input.domains.shared(host, place)
    }
}
