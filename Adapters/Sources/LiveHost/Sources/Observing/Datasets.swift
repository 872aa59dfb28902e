internal import Estate

/// A folder or file that holds data, with the services that keep data there.
struct FoundDataset {
    let path: String
    var dumpPath: String?
    /// `recipe`, `state-directory`, `read-write-paths`, `open-files` or `unpackaged`.
    let foundBy: String
    /// The recipe, for data that one knows by its form wherever it lies.
    var recipe: String?
    /// Each service with what shows that it keeps data here.
    var users: [(service: AssetID, seen: Sighting)] = []
}

/// Finds where the data of a host lies: as recipes know it, as units say, as open files show, and what is left over.
///
/// The order is one of trust: a place that an earlier way found is not found again. None lies within another.
struct DatasetObservation {
    let facts: HostFacts
    let recipes: [Recipe]
    let services: [RecognisedService]

    /// Sorted by path; none lies within another.
    func datasets() -> [FoundDataset] {
        var found: [FoundDataset] = []
        for candidate in repositories + known + stateDirectories + writablePaths + openFiles + unpackaged {
            add(candidate, to: &found)
        }
        return found.sorted { $0.path < $1.path }
    }

    private func add(_ candidate: FoundDataset, to found: inout [FoundDataset]) {
        guard !SetAside.isOne(candidate.path) else { return }
        if let index = found.firstIndex(where: { lies(candidate.path, within: $0.path) }) {
            // One sight of each kind is enough: a database holds hundreds of files open.
            let known = Set(found[index].users.map { [$0.service.text, $0.seen.source] })
            found[index].users += candidate.users.filter { !known.contains([$0.service.text, $0.seen.source]) }
            return
        }
        let inside = found.indices.filter { lies(found[$0].path, within: candidate.path) }
        // What a recipe knows inside says more than the folder around it; anything else is a part of that folder.
        guard inside.allSatisfy({ found[$0].foundBy != "recipe" }) else { return }
        let isDump = found.contains { $0.dumpPath.map { lies(candidate.path, within: $0) } ?? false }
        guard !isDump else { return }
        var whole = candidate
        whole.users += inside.flatMap { found[$0].users }
        found = found.indices.filter { !inside.contains($0) }.map { found[$0] } + [whole]
    }

    private var repositories: [FoundDataset] {
        let name = "restic-repository"
        let server = services.first { $0.recipe?.name == name }
        return facts.storage.resticRepositories.map { path in
            let seen = Sighting(
                source: "recipe", detail: "\(path) has the form of a restic repository", directionRule: Self.rule)
            return FoundDataset(
                path: path, foundBy: "recipe", recipe: name, users: server.map { [($0.id, seen)] } ?? [])
        }
    }

    private var known: [FoundDataset] {
        services.flatMap { service in
            (service.recipe?.datasets ?? []).flatMap { pattern in
                facts.storage.matches(pattern.path).compactMap { path -> FoundDataset? in
                    // A folder that only could hold data is none yet; what is dumped counts from the first day.
                    guard pattern.dumpPath != nil || !DataPlaces.isEmpty(path, in: facts.storage) else { return nil }
                    let seen = Sighting(
                        source: "recipe", detail: "\(service.recipe?.name ?? ""): \(pattern.path)",
                        directionRule: Self.rule)
                    return FoundDataset(
                        path: path, dumpPath: pattern.dumpPath, foundBy: "recipe", users: [(service.id, seen)])
                }
            }
        }
    }

    private var stateDirectories: [FoundDataset] {
        services.flatMap { service in
            service.unit.stateDirectories.map { name in
                let root = service.unit.isDynamicUser ? "/var/lib/private/" : "/var/lib/"
                let seen = Sighting(
                    source: "unit", detail: "\(service.unit.fragmentPath): StateDirectory=\(name)",
                    directionRule: Self.rule)
                return FoundDataset(path: root + name, foundBy: "state-directory", users: [(service.id, seen)])
            }
        }
    }

    private var writablePaths: [FoundDataset] {
        services.flatMap { service in
            service.unit.readWritePaths.compactMap { entry -> FoundDataset? in
                let path = String(entry.drop { $0 == "-" || $0 == "+" })
                guard DataPlaces.holdsData(path), facts.storage.exists(path) else { return nil }
                let seen = Sighting(
                    source: "unit", detail: "\(service.unit.fragmentPath): ReadWritePaths=\(path)",
                    directionRule: Self.rule)
                return FoundDataset(path: path, foundBy: "read-write-paths", users: [(service.id, seen)])
            }
        }
    }

    private var openFiles: [FoundDataset] {
        let byUnit = Dictionary(services.map { ($0.unit.id, $0.id) }, uniquingKeysWith: { first, _ in first })
        let sorted = facts.processes.openFiles.sorted { ($0.path, $0.process) < ($1.path, $1.process) }
        return sorted.compactMap { process, file in
            guard let unit = facts.processes.units[process], let service = byUnit[unit],
                let path = DataPlaces.folder(of: file, isFolder: facts.storage.folders.contains)
            else { return nil }
            let seen = Sighting(
                source: "open-file", detail: "\(file) open for writing by \(unit)", directionRule: Self.rule)
            return FoundDataset(path: path, foundBy: "open-files", users: [(service, seen)])
        }
    }

    private var unpackaged: [FoundDataset] {
        DataPlaces.unpackaged(in: facts.storage).map { FoundDataset(path: $0, foundBy: "unpackaged") }
    }

    private static let rule = "a service needs its data"
}

/// Whether `path` is `folder` or lies somewhere in it.
func lies(_ path: String, within folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
}
