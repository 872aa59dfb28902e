internal import Estate

/// The newest restore point holds much less of a dataset than the ones before.
package enum SizeDrop: Rule {
    package static let id = "size-drop"
    package static let severity = Severity.warning
    package static let why =
        "Data that was deleted, an exclude that was added or a disk that was not mounted shows here first."

    /// What of the usual size has to be there, in percent.
    private static let least: Int64 = 70
    /// How many earlier sizes tell what is usual.
    private static let baseline = 14

    package static func check(_ assessed: AssessedEstate) -> RuleResult {
        var checked = 0
        var findings: [Finding] = []
        for subject in assessed.subjects {
            let all = assessed.sizes(of: subject.subject.asset)
            // Another repository may hold it in another form.
            let sizes = all.filter { $0.key.repository == all.last?.key.repository }
            guard let newest = sizes.last,
                let usual = RobustStatistics.median(sizes.dropLast().suffix(baseline).map { Double($0.bytes) }),
                usual > 0
            else { continue }
            checked += 1
            guard Double(newest.bytes) * 100 < usual * Double(least) else { continue }
            let earlier = min(sizes.count - 1, baseline)
            findings.append(
                Finding(
                    Self.self, subject: subject.subject.asset.text, applications: subject.applications,
                    message: "\(subject.subject.title): restore point \(Words.point(newest.key.point)) holds "
                        + "\(Words.bytes(newest.bytes)) of it, \(Words.count(earlier, "earlier one")) usually "
                        + "\(Words.bytes(Int64(usual))): \(100 - Int64(Double(newest.bytes) * 100 / usual)) % less.",
                    path: assessed.path(from: subject.applications.first ?? "", to: subject.subject.asset),
                    remedy:
                        "Compare the two restore points with the engine; keep the earlier ones until it is explained."))
        }
        return RuleResult(checked: checked, findings: findings)
    }
}

extension AssessedEstate {
    /// How much of `asset` restore points were found to hold, oldest first; those of one moment count once.
    func sizes(of asset: AssetID) -> [SeenSize] {
        var sizes: [SeenSize] = []
        for size in sizesByAsset[asset] ?? [] where sizes.last?.takenAt != size.takenAt { sizes.append(size) }
        return sizes
    }
}
