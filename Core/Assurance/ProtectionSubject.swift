package import Estate

/// Something that has to be in a restore point: a dataset, or the configuration of a host.
package struct ProtectionSubject: Hashable, Sendable {
    /// The dataset, or the host whose configuration it is.
    package let asset: AssetID
    package let host: AssetID
    /// The names under which restore points know the host.
    package let hostNames: [String]
    /// Every path that has to be held, sorted.
    package let paths: [String]
    /// What to list of a restore point to see whether `paths` are held.
    package let listing: [String]
    /// The live files of a dataset that is protected by dumps; `nil` for everything else.
    package let rawPath: String?
    /// Bytes of live data, where known; a restore point that holds none of them holds nothing.
    package let bytes: Int64?
    /// Services that keep their data in it.
    package let services: Int

    /// A dataset, as opposed to the configuration of a host.
    package var isDataset: Bool { asset != host }

    /// In words: `app1:/srv/uploads`, `the configuration of app1`.
    package var title: String { isDataset ? asset.text : "the configuration of \(asset.text)" }
}

extension ProtectionSubject {
    /// Everything in `estate` that has to be in a restore point, sorted by asset.
    ///
    /// What lies at or around a repository is the backup itself and therefore left out.
    package static func all(in estate: Estate, repositories: RepositoryMap) -> [ProtectionSubject] {
        var services: [AssetID: Int] = [:]
        for dependency in estate.dependencies where dependency.kind == .storesOn {
            services[dependency.provider, default: 0] += 1
        }
        let datasets = estate.datasets.compactMap { asset -> ProtectionSubject? in
            guard let host = asset.host, let profile = asset.dataset, !repositories.stores(profile.path, on: host)
            else { return nil }
            return ProtectionSubject(
                asset: asset.id, host: host, hostNames: names(of: host, in: estate), paths: [profile.protectedPath],
                listing: [profile.protectedPath], rawPath: profile.dumpPath == nil ? nil : profile.path,
                bytes: profile.bytes, services: services[asset.id] ?? 0)
        }
        let configurations = estate.hosts.compactMap { asset -> ProtectionSubject? in
            let changed = estate.profiles[asset.id]?.changedConfiguration.map(\.path) ?? []
            guard !changed.isEmpty else { return nil }
            return ProtectionSubject(
                asset: asset.id, host: asset.id, hostNames: names(of: asset.id, in: estate), paths: changed.sorted(),
                listing: ["/etc"], rawPath: nil, bytes: nil, services: 0)
        }
        return (datasets + configurations).sorted { $0.asset < $1.asset }
    }

    private static func names(of host: AssetID, in estate: Estate) -> [String] {
        guard let full = estate.profiles[host]?.fullName, full != host.text else { return [host.text] }
        return [host.text, full]
    }
}

extension ProtectionSubject {
    /// A restore point that may hold it.
    package struct Candidate: Hashable, Sendable {
        package let key: PointKey
        package let point: PointFacts
    }

    /// The restore points of its host whose job names any of its paths, newest first.
    package func candidates(in index: PointIndex) -> [Candidate] {
        index.points(of: self)
            .filter { mayBeHeld(by: $0.point) }
            .sorted { ($1.point.takenAt, $0.key) < ($0.point.takenAt, $1.key) }
    }

    /// Whether the job of `point` names any of its paths.
    func mayBeHeld(by point: PointFacts) -> Bool {
        paths.contains { path in
            point.paths.contains { PathScope.covers($0, path) || PathScope.covers(path, $0) }
        }
    }

    /// Restore points of engines that back its application up as a whole and need no dump: newest data first.
    package func wholeCandidates(in index: PointIndex) -> [Candidate] {
        index.points(of: self)
            .filter { mayBeHeldWhole(by: $0.point) }
            .sorted {
                ($1.point.dataUntil, $1.point.takenAt, $0.key) < ($0.point.dataUntil, $0.point.takenAt, $1.key)
            }
    }

    /// Where several databases keep their data in one folder, a backup of one of them proves nothing of the others.
    func mayBeHeldWhole(by point: PointFacts) -> Bool {
        guard let rawPath, services <= 1, point.isApplicationConsistent else { return false }
        return point.paths.contains { PathScope.covers($0, rawPath) || PathScope.covers(rawPath, $0) }
    }

    /// Restore points that hold the live files of a database instead of its dump.
    func rawCopies(in index: PointIndex) -> [Candidate] {
        guard let rawPath else { return [] }
        return index.points(of: self).filter {
            PathScope.covers($0.point.paths, rawPath) && !$0.point.isApplicationConsistent
        }
    }
}
