package import Estate

/// Decides what restore points prove about a subject.
package struct CoverageJudgement: Sendable {
    package let repositories: [RepositoryFacts]
    package let holdings: [PointKey: PointHoldings]
    package let map: RepositoryMap
    package let now: Instant
    private let index: PointIndex

    /// - Parameter limits: by subject the moment from which on nothing is wanted of it.
    package init(
        repositories: [RepositoryFacts], holdings: [PointKey: PointHoldings], map: RepositoryMap, now: Instant,
        limits: [AssetID: Instant] = [:]
    ) {
        self.repositories = repositories
        self.holdings = holdings
        self.map = map
        self.now = now
        index = PointIndex(repositories, limits: limits)
    }

    /// The restore point with the newest data that provably holds all of `subject`, else what comes nearest.
    ///
    /// What an engine holds of the application as a whole counts as well as a dump; the newer data wins.
    ///
    /// - Parameter limit: seconds that may be lost; `nil` when nobody said.
    package func coverage(of subject: ProtectionSubject, limit: Int64?) -> Coverage {
        let files = filesCoverage(of: subject, limit: limit)
        guard let candidate = subject.wholeCandidates(in: index).first else { return files }
        let dataFrom = candidate.point.dataUntil
        // What is held in part may be newer, and brings back less.
        if files.rank < 3, let held = files.point, held.dataFrom > dataFrom { return files }
        return aged(
            HeldPoint(
                key: candidate.key, takenAt: candidate.point.takenAt, dataFrom: dataFrom, isWhole: true,
                age: max(0, now.seconds(since: dataFrom))), limit: limit)
    }

    /// The same by the files that restore points hold, dumps among them.
    package func filesCoverage(of subject: ProtectionSubject, limit: Int64?) -> Coverage {
        let candidates = subject.candidates(in: index)
        if let held = complete(candidates, of: subject).newest { return aged(held, limit: limit) }
        var partly: Coverage?
        var doubt: String?
        for candidate in candidates {
            switch holdings[candidate.key] {
            case .listed(let held):
                let missing = missing(of: subject, in: held)
                if partly == nil, missing.count < subject.paths.count {
                    partly = .partly(heldPoint(candidate, held: held, subject: subject), missing: missing)
                }
            case .unlisted(let reason):
                doubt =
                    doubt
                    ?? "\(candidate.key.repository) could not list restore point \(candidate.key.point): \(reason)"
            // Not looked at: newer ones were not complete, and this many were enough.
            case nil: continue
            }
        }
        // Doubt about a newer point outweighs a partial older one: the newer may be complete.
        if let doubt { return .unknown(doubt) }
        if let partly { return partly }
        let isUnseen = !candidates.isEmpty && candidates.allSatisfy { holdings[$0.key] == nil }
        return isUnseen ? .unknown("its restore points were not listed") : withoutPoint(subject)
    }

    /// The restore point to list next, because it may hold newer data than those that were listed; `nil` when none may.
    package func next(of subject: ProtectionSubject) -> PointKey? {
        let candidates = subject.candidates(in: index)
        let complete = complete(candidates, of: subject)
        return candidates.first { candidate in
            guard holdings[candidate.key] == nil else { return false }
            guard let newest = complete.newest else { return true }
            // No point holds data from after it was taken; an older one of the same repository, no newer dump.
            return candidate.point.takenAt > newest.dataFrom
                && !complete.repositories.contains(candidate.key.repository)
        }?.key
    }

    /// Of each repository the newest restore point that was found to hold everything, and of these the one with the newest
    /// data: a restore point of today may hold a dump of last week.
    ///
    /// Of the same data, a point counts more that its engine took together with the application.
    private func complete(
        _ candidates: [ProtectionSubject.Candidate], of subject: ProtectionSubject
    ) -> (newest: HeldPoint?, repositories: Set<String>) {
        var newest: (held: HeldPoint, isConsistent: Bool)?
        var repositories: Set<String> = []
        for candidate in candidates where !repositories.contains(candidate.key.repository) {
            guard case .listed(let found)? = holdings[candidate.key], missing(of: subject, in: found).isEmpty else {
                continue
            }
            repositories.insert(candidate.key.repository)
            let held = heldPoint(candidate, held: found, subject: subject)
            let isConsistent = candidate.point.isApplicationConsistent
            if let newest, held.dataFrom <= newest.held.dataFrom,
                held.dataFrom < newest.held.dataFrom || newest.isConsistent || !isConsistent
            {
                continue
            }
            newest = (held, isConsistent)
        }
        return (newest?.held, repositories)
    }

    private func missing(of subject: ProtectionSubject, in held: [String: PathHolding]) -> [String] {
        subject.paths.filter { !isHeld($0, by: held, of: subject) }
    }

    private func aged(_ point: HeldPoint, limit: Int64?) -> Coverage {
        guard let limit, point.age > limit else { return .covered(point) }
        return .stale(point, limit: limit)
    }

    private func isHeld(_ path: String, by held: [String: PathHolding], of subject: ProtectionSubject) -> Bool {
        guard let holding = held[path] else { return false }
        // An empty dump folder, or an empty copy of live data, restores nothing.
        let mustHaveBytes = subject.rawPath != nil || (subject.bytes ?? 0) > 0
        return !mustHaveBytes || holding.bytes > 0
    }

    private func heldPoint(
        _ candidate: ProtectionSubject.Candidate, held: [String: PathHolding], subject: ProtectionSubject
    ) -> HeldPoint {
        // A job that goes on copying an old dump takes new restore points of old data.
        let dumped = subject.rawPath == nil ? nil : subject.paths.compactMap { held[$0]?.newestChange }.max()
        let dataFrom = min(candidate.point.takenAt, dumped ?? candidate.point.takenAt)
        return HeldPoint(
            key: candidate.key, takenAt: candidate.point.takenAt, dataFrom: dataFrom, isWhole: false,
            age: max(0, now.seconds(since: dataFrom)))
    }

    private func withoutPoint(_ subject: ProtectionSubject) -> Coverage {
        // A repository that this host writes to, or that might be its own, may hold it.
        let used = map.names(usedBy: subject.host)
        let unread = repositories.filter { repository in
            repository.condition != .readable && (used.isEmpty || used.contains(repository.name))
        }
        if let first = unread.first {
            // What no job includes is in no restore point, whether these can be read or not.
            let jobs = map.jobs(on: subject.host)
            let absent = subject.paths.first { path in !jobs.contains { PathScope.covers($0.job.paths, path) } }
            if let absent, !jobs.isEmpty {
                return .uncovered("no backup job of \(subject.host.text) includes \(absent)")
            }
            return .unknown("repository \(first.name) is not readable (\(first.condition.word))")
        }
        if let raw = subject.rawCopies(in: index).last {
            return .uncovered("\(raw.key.repository) holds only the live files of a running database, not its dump")
        }
        if used.isEmpty { return .uncovered("no backup job was found on \(subject.host.text)") }
        let path = subject.paths.first ?? subject.asset.text
        return .uncovered("no restore point of \(subject.host.text) holds \(path)")
    }
}
