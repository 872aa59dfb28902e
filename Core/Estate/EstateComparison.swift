/// One thing that is not as it was.
package struct EstateDifference: Hashable, Comparable, Sendable {
    /// What was compared.
    package enum Subject: String, Sendable, CaseIterable {
        case host
        case service
        case listener
        case dependency
        case dataset
        case configuration
        case package
        case account
        case unit
        case fingerprint
    }

    package let subject: Subject
    package let name: String
    /// What the original had; `nil` when the original did not have it.
    package let before: String?
    /// What the rebuilt estate has; `nil` when it did not come back.
    package let after: String?

    package init(subject: Subject, name: String, before: String?, after: String?) {
        self.subject = subject
        self.name = name
        self.before = before
        self.after = after
    }

    package static func < (left: EstateDifference, right: EstateDifference) -> Bool {
        (left.subject.rawValue, left.name) < (right.subject.rawValue, right.name)
    }
}

/// A rebuilt estate compared with its original: what is the same, what is not, and how much was compared at all.
package struct EstateComparison: Hashable, Sendable {
    /// How many things of each subject were found on both sides and are the same.
    package private(set) var same: [EstateDifference.Subject: Int] = [:]
    package private(set) var differences: [EstateDifference] = []
    /// What could not be compared, and why.
    package private(set) var notCompared: [BlindSpot] = []

    /// - Parameters:
    ///   - hosts: only what these carry is compared; the others were not rebuilt.
    ///   - before: the original.
    ///   - after: the rebuilt estate, with fingerprints if the original has any.
    ///   - isOwn: configuration that a rebuilt host has to have of its own, such as its machine-id.
    package init(
        before: Estate, after: Estate, hosts: Set<AssetID>, isOwn: (ConfigurationFile) -> Bool = { _ in false }
    ) {
        for subject in EstateDifference.Subject.allCases {
            compare(
                subject, before.facts(subject, hosts: hosts, isOwn: isOwn),
                after.facts(subject, hosts: hosts, isOwn: isOwn))
        }
        noteMissingFingerprints(before, hosts: hosts)
        differences.sort()
    }

    /// Things of the original that did not come back, or came back different.
    package var losses: [EstateDifference] { differences.filter { $0.before != nil } }

    /// Whether anything was compared and all of it came back; additions are not losses.
    package var isComplete: Bool { losses.isEmpty && same.values.reduce(0, +) > 0 }

    private mutating func compare(
        _ subject: EstateDifference.Subject, _ before: [String: String], _ after: [String: String]
    ) {
        var equal = 0
        for name in Set(before.keys).union(after.keys) {
            if before[name] == after[name] {
                equal += 1
            } else {
                differences.append(
                    EstateDifference(subject: subject, name: name, before: before[name], after: after[name]))
            }
        }
        same[subject] = equal
    }

    private mutating func noteMissingFingerprints(_ before: Estate, hosts: Set<AssetID>) {
        let read = Set(before.fingerprints.map(\.asset))
        // What a service dumps is fingerprinted through the service.
        let readHosts = Set(read.filter { before.asset($0)?.kind == .service }.compactMap(before.host))
        for dataset in before.datasets where dataset.host.map(hosts.contains) ?? false {
            let throughService = dataset.dataset?.dumpPath != nil && dataset.host.map(readHosts.contains) ?? false
            guard !read.contains(dataset.id), !throughService else { continue }
            notCompared.append(
                BlindSpot(subject: dataset.id.text, reason: "No fingerprint of its contents was taken before the loss.")
            )
        }
    }
}

extension Estate {
    /// What is compared of one subject: its name and a text that has to be the same on both sides.
    func facts(
        _ subject: EstateDifference.Subject, hosts: Set<AssetID>, isOwn: (ConfigurationFile) -> Bool
    ) -> [String: String] {
        switch subject {
        case .configuration:
            profileFacts(hosts) { profile in
                profile.changedConfiguration.filter { !isOwn($0) }.map { ($0.path, $0.digest ?? "unreadable") }
            }
        // A newer version is what patching is for; that it is there is what counts.
        case .package: profileFacts(hosts) { $0.packages.map { ($0.name, "installed") } }
        case .account: profileFacts(hosts) { $0.users.map { ($0.name, "uid \($0.identifier)") } }
        case .unit: profileFacts(hosts) { $0.enabledUnits.map { ($0, "enabled") } }
        case .host: hostFacts(hosts)
        case .service: assetFacts(.service, hosts) { $0.unit ?? "" }
        case .listener: listenerFacts(hosts)
        case .dependency: dependencyFacts(hosts)
        case .dataset: assetFacts(.dataset, hosts) { $0.dataset?.path ?? "" }
        case .fingerprint: fingerprintFacts(hosts)
        }
    }

    private func hostFacts(_ hosts: Set<AssetID>) -> [String: String] {
        var facts: [String: String] = [:]
        for (host, profile) in profiles where hosts.contains(host) {
            let addresses = profile.addresses.map(\.address).sorted().joined(separator: " ")
            facts[host.text] = "\(profile.fullName) \(addresses) \(profile.operatingSystem)"
        }
        return facts
    }

    private func profileFacts(
        _ hosts: Set<AssetID>, _ facts: (HostProfile) -> [(name: String, value: String)]
    ) -> [String: String] {
        var result: [String: String] = [:]
        for (host, profile) in profiles where hosts.contains(host) {
            for fact in facts(profile) { result["\(host) \(fact.name)"] = fact.value }
        }
        return result
    }

    private func assetFacts(
        _ kind: AssetKind, _ hosts: Set<AssetID>, _ text: (Asset) -> String
    ) -> [String: String] {
        var facts: [String: String] = [:]
        for asset in assets where asset.kind == kind && asset.host.map(hosts.contains) ?? false {
            facts[asset.id.text] = text(asset)
        }
        return facts
    }

    private func listenerFacts(_ hosts: Set<AssetID>) -> [String: String] {
        var facts: [String: String] = [:]
        for service in services where service.host.map(hosts.contains) ?? false {
            for listener in service.listeners where !listener.isEphemeral {
                facts["\(service.id) \(listener.transport) \(listener.address):\(listener.port)"] = "listening"
            }
        }
        return facts
    }

    private func dependencyFacts(_ hosts: Set<AssetID>) -> [String: String] {
        var facts: [String: String] = [:]
        for dependency in dependencies {
            guard let host = self.host(of: dependency.dependent), hosts.contains(host) else { continue }
            facts["\(dependency.dependent) \(dependency.kind.rawValue) \(dependency.provider)"] =
                dependency.phase.rawValue
        }
        return facts
    }

    private func fingerprintFacts(_ hosts: Set<AssetID>) -> [String: String] {
        var facts: [String: String] = [:]
        for fingerprint in fingerprints where self.host(of: fingerprint.asset).map(hosts.contains) ?? false {
            facts["\(fingerprint.asset) \(fingerprint.name)"] = fingerprint.value
        }
        return facts
    }
}

extension Listener {
    /// A port that the kernel hands out anew at each start, so that nobody depends on its number.
    var isEphemeral: Bool { port >= 32_768 }
}
