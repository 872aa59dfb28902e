import Estate

/// A package is installed that no signed archive offers and that nobody pinned.
package enum NoKnownGoodSource: Rule {
    package static let id = "no-known-good-source"
    package static let severity = Severity.critical
    package static let why =
        "A host is rebuilt from media that something trusted vouches for; without it, it is not rebuilt."

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        var checked = 0
        var hosts: [InstalledPackage: [AssetID]] = [:]
        var unseen: [AssetID] = []
        for (host, profile) in assessed.input.estate.profiles where !profile.packages.isEmpty {
            // A host without any origin has no lists of archives: that says nothing about its packages.
            guard profile.packages.contains(where: { $0.origin != nil }) else {
                unseen.append(host)
                continue
            }
            checked += profile.packages.count
            for package in profile.packages
            where package.origin == nil && !assessed.input.pinnedPackages.contains(package.name) {
                hosts[package, default: []].append(host)
            }
        }
        let findings = hosts.sorted { ($0.key.name, $0.key.version) < ($1.key.name, $1.key.version) }.map {
            package, on in
            let places = on.sorted().map(\.text).joined(separator: ", ")
            return Finding(
                Self.self, severity: package.isManual ? .critical : .warning, subject: package.name,
                applications: applications(on: on, in: assessed),
                message: "\(package.name) \(package.version) on \(places): no archive of that host offers it.",
                remedy: "Name the .deb with its SHA-256 under media of the configuration.")
        }
        return RuleResult(checked: checked, findings: findings + notice(unseen, in: assessed))
    }

    private static func notice(_ hosts: [AssetID], in assessed: AssessedEstate) -> [Finding] {
        guard !hosts.isEmpty else { return [] }
        let places = hosts.sorted().map(\.text).joined(separator: ", ")
        return [
            Finding(
                Self.self, severity: .notice, subject: places, applications: applications(on: hosts, in: assessed),
                message: "Where the packages of \(places) came from was not seen: there are no lists of archives.",
                remedy: "Nothing now: the depot is filled from signed archives only, and names what they do not offer.")
        ]
    }

    private static func applications(on hosts: [AssetID], in assessed: AssessedEstate) -> [String] {
        assessed.input.applications.map(\.name)
            .filter { !assessed.scope(of: $0).isDisjoint(with: hosts) }.sorted()
    }
}
