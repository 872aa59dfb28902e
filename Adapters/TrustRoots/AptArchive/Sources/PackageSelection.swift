/// Chooses the packages that a depot needs so that wanted ones can be installed on an empty system.
///
/// Of several versions the newest is taken. Conflicts do not matter here: a depot serves many hosts, and apt decides on
/// each of them.
struct PackageSelection {
    private let newest: [String: ArchivePackage]
    private let providers: [String: [String]]

    init(_ packages: [ArchivePackage]) {
        var newest: [String: ArchivePackage] = [:]
        for package in packages {
            if let other = newest[package.name], DebianVersion(other.version) >= DebianVersion(package.version) {
                continue
            }
            newest[package.name] = package
        }
        var providers: [String: [String]] = [:]
        for package in newest.values {
            for name in package.stands { providers[name, default: []].append(package.name) }
        }
        self.newest = newest
        self.providers = providers.mapValues { $0.sorted() }
    }

    /// - Parameters:
    ///   - wanted: names; required packages are added.
    ///   - vendor: packages that are at hand from elsewhere; their needs are followed too.
    /// - Returns: packages sorted by name, and the wanted names that nobody offers, sorted.
    func closure(of wanted: [String], vendor: [ArchivePackage]) -> (packages: [ArchivePackage], unavailable: [String]) {
        let atHand = Set(vendor.map(\.name))
        let known = wanted.filter { newest[$0] != nil && !atHand.contains($0) }
        let unavailable = Set(wanted).subtracting(atHand).filter { newest[$0] == nil }
        var chosen = Set(newest.values.filter(\.isRequired).map(\.name)).union(known)
        // What is wanted in any case decides between alternatives, so all of it is chosen before needs are followed.
        var waiting = chosen.sorted().compactMap { newest[$0] } + vendor
        while let package = waiting.popLast() {
            for need in package.needs {
                if need.contains(where: { satisfied($0, chosen, atHand) }) { continue }
                guard let name = need.lazy.compactMap(offer).first, let next = newest[name] else { continue }
                chosen.insert(name)
                waiting.append(next)
            }
        }
        return (chosen.sorted().compactMap { newest[$0] }, unavailable.sorted())
    }

    private func satisfied(_ name: String, _ chosen: Set<String>, _ atHand: Set<String>) -> Bool {
        chosen.contains(name) || atHand.contains(name) || (providers[name] ?? []).contains(where: chosen.contains)
    }

    /// The package that apt would take for `name`: itself, else the first that stands for it.
    private func offer(_ name: String) -> String? {
        newest[name] != nil ? name : providers[name]?.first
    }
}
