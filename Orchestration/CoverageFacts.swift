package import Assurance
import Contracts
import Estate

extension RepositoryEntry {
    /// What the core knows of this repository once its engine has answered.
    func facts(_ state: RepositoryState?) -> RepositoryFacts {
        var facts = RepositoryFacts(name: name, engine: engine, url: url, condition: .readable, safety: safety)
        switch state {
        case .readable(let points):
            facts.points = points.map { PointFacts(id: $0.id, host: $0.host, takenAt: $0.takenAt, paths: $0.paths) }
        case .noPassword: facts.condition = .noPassword
        case .wrongPassword: facts.condition = .wrongPassword
        case .missing(let text): facts.condition = .missing(text)
        case .locked(let text): facts.condition = .locked(text)
        case .damaged(let text): facts.condition = .damaged(text)
        case .unreachable(let text): facts.condition = .unreachable(text)
        case nil: facts.condition = .unreachable("it was not asked")
        }
        return facts
    }
}

extension ApplicationEntry {
    var facts: ApplicationFacts {
        ApplicationFacts(
            name: name, entries: entries, recoveryPoint: objectives.recoveryPoint,
            recoveryTime: objectives.recoveryTime, retention: objectives.retention, protection: objectives.protection)
    }
}

extension MediaEntry {
    /// The package's name, from the `name_version_architecture.deb` that archives use.
    var packageName: String? {
        let file = path.split(separator: "/").last ?? ""
        guard file.hasSuffix(".deb"), let end = file.firstIndex(of: "_") else { return nil }
        return String(file[..<end])
    }
}

extension Workplace {
    /// The configured repositories without asking them, which is enough to see what protects what.
    package var repositoryFacts: [RepositoryFacts] {
        configuration.repositories.map { $0.facts(nil) }
    }
}

extension Configuration {
    /// Where people say that the hosts of `estate` stand.
    func sites(in estate: Estate) -> [AssetID: String] {
        let names = HostNames(estate)
        return hosts.reduce(into: [:]) { sites, entry in
            guard let site = entry.site, let host = names.host(entry.name) else { return }
            sites[host] = site
        }
    }
}
