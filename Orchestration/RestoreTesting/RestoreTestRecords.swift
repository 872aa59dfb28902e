internal import Assurance
internal import Contracts
internal import Estate

extension [RestoreTestRecord] {
    /// What the tests that passed prove of the datasets of `estate`.
    ///
    /// A dataset was restored when the point was asked to hold it; it works when an application worked on it, or on its dump.
    func proofs(in estate: Estate) -> [RestoreTest] {
        let names = HostNames(estate)
        let datasets = estate.assets.compactMap { asset in
            asset.dataset.map { (asset: asset, paths: [$0.path, $0.protectedPath]) }
        }
        return filter { $0.outcome == .passed }.flatMap { test -> [RestoreTest] in
            guard let host = names.host(test.host) else { return [] }
            return datasets.filter { $0.asset.host == host }.compactMap { asset, paths -> RestoreTest? in
                guard paths.contains(where: { path in test.paths.contains { path.isAtOrBelow($0) } }) else {
                    return nil
                }
                let works =
                    test.depth == .working
                    && paths.contains { path in
                        test.working.contains { $0.isAtOrBelow(path) || path.isAtOrBelow($0) }
                    }
                return RestoreTest(
                    dataset: asset.id, depth: works ? .working : .restored, at: test.endedAt,
                    source: "restore test of \(Words.point(test.point, digits: 12)) in \(test.repository)")
            }
        }
    }
}

extension String {
    /// Whether this path is `folder` or lies in it.
    fileprivate func isAtOrBelow(_ folder: String) -> Bool {
        let end = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        return self == end || hasPrefix("\(end)/")
    }
}
